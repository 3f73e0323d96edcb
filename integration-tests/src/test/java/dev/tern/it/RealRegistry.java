package dev.tern.it;

import dev.tern.api.spi.RegistryDriver;
import dev.tern.api.spi.RegistryDriverFactory;
import dev.tern.api.spi.RegistryUrl;
import dev.tern.servers.EtcdServer;
import dev.tern.servers.RegistryServer;
import dev.tern.servers.ZooKeeperServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.ServiceLoader;
import org.apache.zookeeper.ZooKeeper;

/** The real registries, each with the shortest life that its records may have without their provider. */
enum RealRegistry {
  ETCD("ttl", Duration.ofSeconds(2)), ZOOKEEPER("session", Duration.ofSeconds(4));

  private final String parameter;
  private final Duration lease;

  RealRegistry(String parameter, Duration lease) {
    this.parameter = parameter;
    this.lease = lease;
  }

  RegistryServer start() throws Exception {
    return this == ETCD ? EtcdServer.start() : ZooKeeperServer.start();
  }

  /** The life of a record without its provider. */
  Duration lease() {
    return lease;
  }

  /** The same registry, with such short lives. */
  String shortLived(String url) {
    return lived(url, lease);
  }

  String lived(String url, Duration life) {
    return url + "?" + parameter + "=" + life.toSeconds() + "s";
  }

  /** Every record vanishes at once, as an operator's slip would have it; the store and its leases stay. */
  void deleteAllKeys(RegistryServer server) throws Exception {
    if (server instanceof EtcdServer etcd) {
      etcd.post("/v3/kv/deleterange", "{\"key\":\"" + base64("/") + "\",\"range_end\":\"" + base64("0") + "\"}");
    } else {
      String path = "/tern/" + Work.class.getName();
      ZooKeeper client = new ZooKeeper(((ZooKeeperServer) server).connectString(), 10_000, event -> { });
      try {
        for (String id : client.getChildren(path, false)) {
          client.delete(path + "/" + id, -1);
        }
      } finally {
        client.close();
      }
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** As core opens it. */
  static RegistryDriver open(String url) throws IOException {
    RegistryUrl parsed = RegistryUrl.parse(url);
    for (RegistryDriverFactory factory : ServiceLoader.load(RegistryDriverFactory.class)) {
      if (factory.scheme().equals(parsed.scheme())) {
        return factory.open(parsed, null);
      }
    }
    throw new IllegalArgumentException("no registry for " + url);
  }
}
