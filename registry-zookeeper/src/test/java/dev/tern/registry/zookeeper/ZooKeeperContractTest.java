package dev.tern.registry.zookeeper;

import dev.tern.api.spi.RegistryDriver;
import dev.tern.servers.ZooKeeperServer;
import dev.tern.tck.RegistryDriverContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

/** The contract against one real server, which removes the nodes of idle services as eagerly as it can. */
@Timeout(60)
class ZooKeeperContractTest extends RegistryDriverContract {
  private static ZooKeeperServer server;

  @BeforeAll
  static void startServer() throws Exception {
    server = ZooKeeperServer.start("-Dznode.container.checkIntervalMs=100");
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @Override
  protected RegistryDriver open() throws Exception {
    return Drivers.open(server.connectString());
  }
}
