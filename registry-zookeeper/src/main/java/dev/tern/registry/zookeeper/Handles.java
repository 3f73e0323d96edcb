package dev.tern.registry.zookeeper;

import dev.tern.api.NanoClock;
import dev.tern.api.spi.RegistryCredentials;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.curator.utils.ZookeeperFactory;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ConnectStringParser;
import org.apache.zookeeper.client.HostProvider;
import org.apache.zookeeper.client.StaticHostProvider;
import org.apache.zookeeper.client.ZKClientConfig;
import org.jspecify.annotations.Nullable;

/** Makes the handles of one driver, one per session: who we are, how they are tuned, and how often they may dial. */
final class Handles implements ZookeeperFactory {
  private static final Duration PACE = Duration.ofSeconds(1);
  private static final Duration SLOW_PACE = Duration.ofSeconds(2); // a client and a server share a process: 1 s for both
  private static final Duration JITTER = Duration.ofMillis(500);

  private final @Nullable RegistryCredentials credentials;
  private final NanoClock clock;
  private final CountDownLatch closed = new CountDownLatch(1);

  // Guarded by this
  private long dialedNanos;
  private int dialedInVain; // in a row

  Handles(@Nullable RegistryCredentials credentials, NanoClock clock) {
    this.credentials = credentials;
    this.clock = clock;
    this.dialedNanos = clock.nanoTime() - PACE.toNanos();
  }

  @Override
  public ZooKeeper newZooKeeper(String servers, int sessionMillis, Watcher watcher, boolean canBeReadOnly)
      throws IOException {
    if (closed.getCount() == 0) {
      throw new IOException("closed"); // a session that ends while we close is not opened anew
    }
    connected(); // a new session begins with a round that is not slow
    HostProvider hosts = new PacedHosts(
        new StaticHostProvider(new ConnectStringParser(servers).getServerAddresses()));
    ZooKeeper handle = new ZooKeeper(servers, sessionMillis, watcher, canBeReadOnly, hosts, configuration());
    if (credentials != null) {
      String digest = credentials.user() + ":" + credentials.password();
      handle.addAuthInfo("digest", digest.getBytes(StandardCharsets.UTF_8));
    }
    return handle;
  }

  private static ZKClientConfig configuration() {
    ZKClientConfig configuration = new ZKClientConfig();
    // Watches sets them again itself, after a new connection and after a new session alike.
    configuration.setProperty(ZKClientConfig.DISABLE_AUTO_WATCH_RESET, "true");
    if (System.getProperty(ZKClientConfig.ENABLE_CLIENT_SASL_KEY) == null) {
      // Else a JAAS file that is there for another library of this JVM would be used here too.
      configuration.setProperty(ZKClientConfig.ENABLE_CLIENT_SASL_KEY, "false");
    }
    return configuration;
  }

  /** No further handle, and nobody waits for his turn any more. */
  void close() {
    closed.countDown();
  }

  private synchronized void connected() {
    dialedInVain = 0;
  }

  /**
   * Waits until enough time has passed since any handle of this driver last dialed: once all hosts have been dialed in
   * vain, twice as long.
   */
  private void awaitTurn(int hosts) {
    long wait;
    synchronized (this) {
      long pace = dialedInVain++ <= hosts ? PACE.toNanos()
          : SLOW_PACE.toNanos() + ThreadLocalRandom.current().nextLong(JITTER.toNanos());
      long now = clock.nanoTime();
      wait = Math.max(0, dialedNanos + pace - now);
      dialedNanos = now + wait;
    }
    try {
      closed.await(wait, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does: it is ZooKeeper's own thread
    }
  }

  /**
   * The hosts in ZooKeeper's order, at that pace. By itself it waits up to a second between hosts and one
   * more after each round: of an ensemble that is gone, three hosts would be dialed five times in four seconds.
   */
  private final class PacedHosts implements HostProvider {
    private final HostProvider hosts;

    PacedHosts(HostProvider hosts) {
      this.hosts = hosts;
    }

    @Override
    public int size() {
      return hosts.size();
    }

    @Override
    public InetSocketAddress next(long spinDelay) {
      awaitTurn(hosts.size());
      return hosts.next(0);
    }

    @Override
    public void onConnected() {
      connected();
      hosts.onConnected();
    }

    @Override
    public boolean updateServerList(Collection<InetSocketAddress> servers, InetSocketAddress current) {
      return hosts.updateServerList(servers, current);
    }
  }
}
