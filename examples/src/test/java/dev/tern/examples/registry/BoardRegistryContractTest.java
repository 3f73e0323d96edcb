package dev.tern.examples.registry;

import dev.tern.api.Endpoint;
import dev.tern.api.spi.RegistryDriver;
import dev.tern.tck.RegistryDriverContract;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class BoardRegistryContractTest extends RegistryDriverContract {
  private BoardServer board;

  @BeforeEach
  void start() throws IOException {
    board = new BoardServer(0);
  }

  @AfterEach
  void stop() {
    board.close();
  }

  @Override
  protected RegistryDriver open() {
    return new BoardRegistry(new Endpoint("127.0.0.1", board.port()), Duration.ofSeconds(3));
  }
}
