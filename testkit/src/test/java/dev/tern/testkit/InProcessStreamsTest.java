package dev.tern.testkit;

import dev.tern.api.spi.TransportFactory;
import dev.tern.tck.TransportStreamContract;
import org.junit.jupiter.api.AfterEach;

class InProcessStreamsTest extends TransportStreamContract {
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
