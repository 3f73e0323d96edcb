package dev.tern.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.RpcException;
import dev.tern.core.RpcClient;
import dev.tern.core.RpcServer;
import dev.tern.examples.demo.Prices.Ask;
import dev.tern.examples.ledger.ExecutionLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On real sockets; the provider that turns everything away does so before its handler. */
class ReroutesTest {
  @TempDir
  private Path directory;

  private final Reroutes reroutes = new Reroutes();

  private static RpcServer refusing(ExecutionLog log) throws IOException {
    return RpcServer.builder().service(new DemoProvider(2, log)).executor(task -> {
      throw new RejectedExecutionException("always");
    }).start();
  }

  private RpcClient client(RpcServer... servers) {
    String[] endpoints = Stream.of(servers).map(server -> server.address().toString()).toArray(String[]::new);
    return RpcClient.builder().direct(endpoints).filter(reroutes::aroundCall)
        .attemptFilter(reroutes::aroundAttempt).build();
  }

  @Test
  void callsAnsweredByTheSecondProviderAskedCount() throws Exception {
    try (ExecutionLog log = ExecutionLog.create(directory.resolve("log")); RpcServer refusing = refusing(log);
        RpcServer willing = RpcServer.builder().service(new DemoProvider(1, log)).start();
        RpcClient client = client(refusing, willing)) {
      Prices prices = client.create(Prices.class);
      for (int i = 0; i < 10; i++) {
        assertThat(prices.price(new Ask("a-" + i, i)).provider()).isEqualTo(1);
      }
    }

    assertThat(reroutes.count()).isBetween(1L, 10L); // those that met the refusing one first
  }

  @Test
  void aCallAnsweredAtOnceDoesNotCount() throws Exception {
    try (ExecutionLog log = ExecutionLog.create(directory.resolve("log"));
        RpcServer willing = RpcServer.builder().service(new DemoProvider(1, log)).start();
        RpcClient client = client(willing)) {
      assertThat(client.create(Prices.class).priceLater(new Ask("a-1", 7)).join().cents()).isEqualTo(700);
    }

    assertThat(reroutes.count()).isZero();
  }

  @Test
  void aCallThatFailedInTheEndDoesNotCount() throws Exception {
    try (ExecutionLog log = ExecutionLog.create(directory.resolve("log")); RpcServer refusing = refusing(log);
        RpcClient client = client(refusing)) {
      Prices prices = client.create(Prices.class);
      assertThatThrownBy(() -> prices.price(new Ask("a-1", 7))).isInstanceOf(RpcException.class)
          .hasMessageContaining("not executed");
    }

    assertThat(reroutes.count()).isZero();
  }
}
