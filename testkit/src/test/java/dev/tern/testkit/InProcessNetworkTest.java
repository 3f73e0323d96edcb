package dev.tern.testkit;

import dev.tern.api.spi.TransportFactory;
import dev.tern.tck.TransportContract;
import org.junit.jupiter.api.AfterEach;

class InProcessNetworkTest extends TransportContract {
  private final InProcessNetwork network = new InProcessNetwork();

  @Override
  protected TransportFactory factory() {
    return network;
  }

  @AfterEach
  void endThread() {
    network.close();
  }
}
