package dev.tern.examples.demo;

import dev.tern.core.RpcServer;
import dev.tern.core.RpcServerBuilder;
import dev.tern.examples.ledger.ExecutionLog;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** A provider of {@link Prices}: {@code DemoProvider <number> <port, 0: any> <ledger file> [<registry url>]}. */
public final class DemoProvider implements Prices {
  /** As long as a look-up elsewhere might take; long enough that a kill always meets calls under way. */
  static final int WORK_MILLIS = 12;

  private final int number;
  private final ExecutionLog log;

  DemoProvider(int number, ExecutionLog log) {
    this.number = number;
    this.log = log;
  }

  @Override
  public Price price(Ask ask) {
    log.append(ask.id());
    try {
      Thread.sleep(WORK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the caller has given up: whatever is returned, nobody waits for it
    }
    return new Price(100L * ask.article(), number);
  }

  @Override
  public CompletableFuture<Price> priceLater(Ask ask) {
    return CompletableFuture.completedFuture(price(ask));
  }

  public static void main(String[] arguments) throws Exception {
    try (ExecutionLog log = ExecutionLog.create(Path.of(arguments[2]))) {
      RpcServerBuilder builder = RpcServer.builder()
          .service(new DemoProvider(Integer.parseInt(arguments[0]), log))
          .port(Integer.parseInt(arguments[1]));
      if (arguments.length > 3) {
        builder.registry(arguments[3]);
      }
      try (RpcServer server = builder.start()) {
        System.out.println("port " + server.port());
        Lifeline.hold(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
        server.awaitClosed();
      }
    }
  }
}
