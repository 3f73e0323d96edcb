package dev.tern.examples.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.RpcException;
import dev.tern.core.RpcClient;
import dev.tern.core.RpcServer;
import dev.tern.core.registry.RegistrationStatus;
import dev.tern.core.registry.SubscriptionStatus;
import dev.tern.examples.quickstart.Greeting;
import dev.tern.examples.quickstart.Provider;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What Tern's registry loop makes of a driver that does only what it must. */
@Timeout(60)
class BoardRegistryTest {
  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  @Test
  void aNewBoardAtTheSamePlaceIsFilledAgainAndNoCallFailsMeanwhile() throws Exception {
    BoardServer board = new BoardServer(0);
    String url = "board://127.0.0.1:" + board.port() + "?ttl=3";
    try (RpcServer server = RpcServer.builder().registry(url).service(new Provider()).shutdownHook(false).start();
        RpcClient client = RpcClient.builder().registry(url).withoutSnapshot().build()) {
      Greeting greeting = client.create(Greeting.class);
      assertThat(greeting.greet("a")).isEqualTo("Hello, a!");
      board.close();
      await(() -> !problem(client).isEmpty());
      assertThat(greeting.greet("b")).isEqualTo("Hello, b!");
      BoardServer another = new BoardServer(board.port());
      try {
        await(() -> problem(client).isEmpty()
            && server.registrations().stream().allMatch(RegistrationStatus::standing));
        assertThat(greeting.greet("c")).isEqualTo("Hello, c!");
        try (RpcClient late = RpcClient.builder().registry(url).withoutSnapshot().build()) {
          assertThat(callPatiently(late)).isEqualTo("Hello, d!");
        }
      } finally {
        another.close();
      }
    }
  }

  private static String problem(RpcClient client) {
    return client.subscriptions().stream().map(SubscriptionStatus::problem).findFirst().orElseThrow();
  }

  private static String callPatiently(RpcClient client) throws InterruptedException {
    Greeting greeting = client.create(Greeting.class);
    while (true) {
      try {
        return greeting.greet("d");
      } catch (RpcException e) {
        TimeUnit.MILLISECONDS.sleep(20); // until the test's timeout: the provider is on its way back
      }
    }
  }
}
