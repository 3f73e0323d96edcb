package dev.tern.registry.zookeeper;

import dev.tern.api.Deadline;
import dev.tern.api.NanoClock;
import dev.tern.api.spi.RegistryCredentials;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.curator.CuratorZookeeperClient;
import org.apache.curator.ensemble.fixed.FixedEnsembleProvider;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our session with the ensemble: opened at once, opened anew whenever it ends, and waited for by whoever needs it.
 * Curator keeps the handle; requests go to the handle itself, since ZooKeeper carries out what one handle is given in
 * that order or not at all. Curator's own requests would be queued while there is no connection and tried again
 * later, so that a put given up long ago could follow the removal that came after it.
 *
 * <p>Safe for many threads, but only one at a time may wait in {@link #await}.
 */
final class Session implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);
  private static final Duration GOODBYE = Duration.ofSeconds(1);
  private static final Duration THREADS_END = Duration.ofMillis(1500); // ZooKeeper's may be asleep for one second

  private final ZooKeeperUrl url;
  private final NanoClock clock;
  private final Failures failures;
  private final Handles handles;
  private final CuratorZookeeperClient curator;
  private final BiConsumer<ZooKeeper, KeeperState> listener;

  // Guarded by this
  private boolean closed;
  private boolean cutOff;
  private long cutOffNanos;
  private @Nullable CompletableFuture<?> awaited;

  private Session(ZooKeeperUrl url, @Nullable RegistryCredentials credentials, NanoClock clock,
      BiConsumer<ZooKeeper, KeeperState> listener) {
    this.url = url;
    this.clock = clock;
    this.failures = new Failures(url.servers(), credentials);
    this.handles = new Handles(credentials, clock);
    this.listener = listener;
    int sessionMillis = Math.toIntExact(url.session().toMillis());
    // Its connection timeout and its retries concern the requests of Curator's that are not used here.
    this.curator = new CuratorZookeeperClient(handles, new FixedEnsembleProvider(url.servers()), sessionMillis,
        sessionMillis, Math.toIntExact(THREADS_END.toMillis()), this::stateChanged, new RetryOneTime(1), false);
  }

  /**
   * Does not wait for a connection.
   *
   * @param listener told of every change of the connection's state, with the handle concerned, on ZooKeeper's thread
   */
  static Session open(ZooKeeperUrl url, @Nullable RegistryCredentials credentials, NanoClock clock,
      BiConsumer<ZooKeeper, KeeperState> listener) throws IOException {
    Session session = new Session(url, credentials, clock, listener);
    try {
      session.curator.start();
    } catch (Exception e) {
      throw new IOException("registry zookeeper://" + url.servers() + ": no client can be made: " + e, e);
    }
    return session;
  }

  private void stateChanged(WatchedEvent event) {
    if (event.getType() != EventType.None) {
      return;
    }
    ZooKeeper handle;
    synchronized (this) {
      notifyAll(); // those in connected()
      if (closed) {
        return;
      }
      if (event.getState() == KeeperState.Disconnected && !cutOff) { // told again after every vain attempt
        cutOff = true;
        cutOffNanos = clock.nanoTime();
      } else if (event.getState() != KeeperState.Disconnected) {
        cutOff = false;
      }
      try {
        handle = curator.getZooKeeper();
      } catch (Exception e) {
        LOG.debug("ZooKeeper at {}: no handle", url.servers(), e);
        return; // whoever asks next is told
      }
    }
    if (event.getState() == KeeperState.SyncConnected) {
      sayWhatWasGranted(handle);
    }
    listener.accept(handle, event.getState());
  }

  private void sayWhatWasGranted(ZooKeeper handle) {
    if (handle.getSessionTimeout() != url.session().toMillis()) {
      LOG.info("ZooKeeper at {} grants sessions of {} ms, not the {} ms asked for", url.servers(),
          handle.getSessionTimeout(), url.session().toMillis());
    }
  }

  /**
   * The handle, once it is connected.
   *
   * @throws IOException if it is not by then, or the driver is closed
   */
  ZooKeeper connected(Deadline deadline) throws IOException, InterruptedException {
    synchronized (this) {
      while (true) {
        refuseIfClosed();
        ZooKeeper handle = handle();
        if (curator.isConnected()) {
          return handle;
        }
        endIfCutOffTooLong(handle);
        long left = deadline.remainingNanos(clock);
        if (left <= 0) {
          throw new IOException(
              "no connection to " + url.servers() + " within " + deadline.timeout().toMillis() + " ms");
        }
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    }
  }

  /**
   * A session that was cut off for its whole length is over, whoever may still believe in it. ZooKeeper's client only
   * gives it up while nobody accepts its connections. A server that accepts them and hangs would be dialed with it for
   * ever; so would one that lost its data, since it refuses whoever has seen more than it has.
   */
  private void endIfCutOffTooLong(ZooKeeper handle) {
    long limit = TimeUnit.MILLISECONDS.toNanos(handle.getSessionTimeout());
    boolean tooLong = cutOff && clock.nanoTime() - cutOffNanos >= limit;
    if (tooLong && handle.getSessionId() != 0 && handle.getState().isAlive()) {
      handle.getTestable().injectSessionExpiration(); // at once, on ZooKeeper's thread, as if the ensemble had said it
    }
  }

  private ZooKeeper handle() throws IOException {
    try {
      ZooKeeper handle = curator.getZooKeeper();
      if (handle.getState() != ZooKeeper.States.AUTH_FAILED) {
        return handle;
      }
      curator.reset(); // such a handle never dials again, though the ensemble may come to know us
    } catch (Exception e) {
      throw new IOException("no client for " + url.servers() + " can be made: " + e, e);
    }
    throw failures.of(new KeeperException.AuthFailedException());
  }

  /** For what may as well be left out: gives the handle if it is connected. Returns at once. */
  void ifConnected(Consumer<ZooKeeper> request) {
    if (curator.isConnected()) {
      try {
        request.accept(curator.getZooKeeper());
      } catch (Exception e) {
        LOG.debug("ZooKeeper at {}: left out", url.servers(), e);
      }
    }
  }

  /**
   * Waits for what the ensemble says.
   *
   * @throws IOException if it says no, or nothing by then, or the driver is closed meanwhile
   */
  <T> T await(CompletableFuture<T> reply, Deadline deadline) throws IOException, InterruptedException {
    synchronized (this) {
      refuseIfClosed();
      awaited = reply;
    }
    try {
      return reply.get(deadline.remainingNanos(clock), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new IOException("no answer from " + url.servers() + " within " + deadline.timeout().toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw failures.of(e.getCause());
    }
  }

  /** In words: why a write came to nothing. */
  IOException failure(Code outcome, String path) {
    return failures.of(KeeperException.create(outcome, path));
  }

  private void refuseIfClosed() throws IOException {
    if (closed) {
      throw closed();
    }
  }

  private static IOException closed() {
    return new IOException("the driver is closed");
  }

  /**
   * Ends the session, and with it all that was put: at once where the ensemble answers within a second, else when the
   * session's time is over. Ends whoever waits here. Idempotent.
   */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      notifyAll();
      if (awaited != null) {
        awaited.completeExceptionally(closed());
      }
    }
    handles.close();
    Thread closing = new Thread(curator::close, "tern-zookeeper-close"); // it would wait as long as a session lasts
    closing.setDaemon(true);
    closing.start();
    try {
      closing.join(GOODBYE.toMillis());
      closing.interrupt(); // ZooKeeper then ends its threads without a goodbye
      closing.join(THREADS_END.toMillis());
    } catch (InterruptedException e) {
      closing.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
