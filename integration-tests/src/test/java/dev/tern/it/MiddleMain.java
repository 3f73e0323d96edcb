package dev.tern.it;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.tern.core.RpcClient;
import dev.tern.core.RpcServer;
import dev.tern.core.RpcServerBuilder;
import java.time.Duration;
import org.slf4j.LoggerFactory;

/**
 * A middle tier: works as long as it is told, and only then asks the provider behind it, whose name it answers. Says
 * {@code ready host:port} once it answers, {@code ran id} for each call that begins, and how it closes.
 */
final class MiddleMain {
  private MiddleMain() {}

  /** @param arguments registry URL, or {@code -} for none; address of the provider behind; drain limit in ms */
  public static void main(String[] arguments) throws Exception {
    ((Logger) LoggerFactory.getLogger(RpcServer.class)).setLevel(Level.INFO);
    RpcClient client = RpcClient.builder().direct(arguments[1]).build();
    Work behind = client.create(Work.class);
    behind.safe("first", 0);
    RpcServerBuilder builder = RpcServer.builder().service(new Middle(behind)).closeAfterDrain(client)
        .drainLimit(Duration.ofMillis(Long.parseLong(arguments[2])));
    if (!arguments[0].equals("-")) {
      builder.registry(arguments[0]);
    }
    RpcServer server = builder.start();
    System.out.println("ready " + server.address());
    server.awaitClosed();
  }

  private static final class Middle extends WorkProvider {
    private final Work behind;

    Middle(Work behind) {
      super("middle", id -> System.out.println("ran " + id));
      this.behind = behind;
    }

    @Override
    public String once(String id, int millis) {
      super.once(id, millis);
      return behind.safe(id, 0);
    }
  }
}
