package dev.tern.examples.demo;

import dev.tern.servers.EtcdServer;
import dev.tern.servers.RegistryServer;
import dev.tern.servers.ZooKeeperServer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The demo's own etcd or ZooKeeper server, where it runs on one. Closed by whoever ends the demo, on any thread. */
final class RealRegistry implements AutoCloseable {
  /** Short, so that what a dead provider leaves behind is seen to go. */
  private static final String ETCD_LEASE = "?ttl=5s";
  private static final String ZOOKEEPER_SESSION = "?session=5s";

  private final DemoSettings.Registry kind;
  private @Nullable RegistryServer server; // guarded by this
  private boolean closed; // guarded by this

  RealRegistry(DemoSettings.Registry kind) {
    this.kind = kind;
  }

  /** True if there is a server to start and to kill. */
  boolean isReal() {
    return kind == DemoSettings.Registry.ETCD || kind == DemoSettings.Registry.ZOOKEEPER;
  }

  synchronized void start() throws IOException, InterruptedException {
    if (closed) {
      throw new IllegalStateException("the demo is ending");
    }
    server = kind == DemoSettings.Registry.ETCD ? EtcdServer.start() : ZooKeeperServer.start();
  }

  synchronized String url() {
    return running().url() + (kind == DemoSettings.Registry.ETCD ? ETCD_LEASE : ZOOKEEPER_SESSION);
  }

  synchronized void kill() throws IOException, InterruptedException {
    running().kill();
  }

  synchronized void restart() throws IOException, InterruptedException {
    if (!closed) {
      running().restart();
    }
  }

  private RegistryServer running() {
    if (server == null) {
      throw new IllegalStateException("no registry was started");
    }
    return server;
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    if (server != null) {
      try {
        server.close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // it was killed, and ends with this JVM at the latest
      }
    }
  }
}
