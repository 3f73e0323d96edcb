package dev.tern.benchmarks.compare;

import dev.tern.benchmarks.process.Peers;
import dev.tern.benchmarks.process.Talk;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A peer whose processes run, a consumer and a provider or more. They live through the whole run and are idle while
 * others have their turn.
 */
final class Contender implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration BEYOND_A_TURN = Duration.ofSeconds(60);

  private final List<Talk> servers = new ArrayList<>();
  private final Talk client;
  private final String transport;

  Contender(Peers peer) throws IOException, InterruptedException {
    Talk consumer = null;
    try {
      servers.add(Talk.server(peer));
      String address = servers.get(0).hear(START);
      for (int number = 2; number <= peer.providers(); number++) {
        Talk next = Talk.server(peer, address, number);
        servers.add(next);
        address = next.hear(START);
      }
      consumer = Talk.client(peer, address, servers);
      transport = consumer.hear(START).replaceFirst("ready ", "");
    } catch (IOException | InterruptedException | RuntimeException e) {
      servers.forEach(Talk::close);
      if (consumer != null) {
        consumer.close();
      }
      throw e;
    }
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
    servers.forEach(Talk::close);
  }
}
