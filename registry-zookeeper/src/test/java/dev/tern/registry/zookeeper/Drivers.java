package dev.tern.registry.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tern.api.spi.RegistryCredentials;
import dev.tern.api.spi.RegistryDriver;
import dev.tern.api.spi.RegistryUrl;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Drivers as an application gets them, with sessions as short as they may be. */
final class Drivers {
  private Drivers() {}

  static RegistryDriver open(String servers) throws IOException {
    return open(servers, null);
  }

  static RegistryDriver open(String servers, @Nullable RegistryCredentials credentials) throws IOException {
    return new ZooKeeperRegistryFactory()
        .open(RegistryUrl.parse("zookeeper://" + servers + "/tern?session=4s"), credentials);
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  static Map<String, String> texts(RegistryDriver.Listing listing) {
    Map<String, String> texts = new TreeMap<>();
    listing.records().forEach((id, record) -> texts.put(id, new String(record, UTF_8)));
    return texts;
  }

  /** ZooKeeper's own threads for connections to that port, alive now. */
  static List<Thread> senders(int port) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().contains("SendThread(127.0.0.1:" + port)).toList();
  }
}
