package dev.tern.registry.etcd;

import dev.tern.api.spi.RegistryDriver;
import dev.tern.api.spi.RegistryUrl;
import dev.tern.servers.EtcdServer;
import dev.tern.tck.RegistryDriverContract;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EtcdRegistryContractTest extends RegistryDriverContract {
  private EtcdServer etcd;

  @BeforeAll
  void startEtcd() throws Exception {
    etcd = EtcdServer.start();
  }

  @AfterAll
  void endEtcd() throws Exception {
    etcd.close();
  }

  @Override
  protected RegistryDriver open() throws IOException {
    return new EtcdRegistryFactory().open(RegistryUrl.parse(etcd.url()), null);
  }
}
