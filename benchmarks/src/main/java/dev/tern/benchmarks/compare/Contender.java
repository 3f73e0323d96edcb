package dev.tern.benchmarks.compare;

import dev.tern.benchmarks.process.Peers;
import dev.tern.benchmarks.process.Talk;
import java.io.IOException;
import java.time.Duration;

/** A peer whose two processes run. They live through the whole run and are idle while others have their turn. */
final class Contender implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration BEYOND_A_TURN = Duration.ofSeconds(60);

  private final Talk server;
  private final Talk client;
  private final String transport;

  Contender(Peers peer) throws IOException, InterruptedException {
    Talk provider = Talk.server(peer);
    Talk consumer = null;
    try {
      consumer = Talk.client(peer, provider.hear(START), provider.pid());
      transport = consumer.hear(START).replaceFirst("ready ", "");
    } catch (IOException | InterruptedException | RuntimeException e) {
      provider.close();
      if (consumer != null) {
        consumer.close();
      }
      throw e;
    }
    server = provider;
    client = consumer;
  }

  /** What its event loops wait in. */
  String transport() {
    return transport;
  }

  Sample turn(Cell cell, long millis) throws IOException, InterruptedException {
    client.say(cell.load() + " " + cell.method() + " " + millis);
    return Sample.of(client.hear(Duration.ofMillis(millis).plus(BEYOND_A_TURN)));
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
