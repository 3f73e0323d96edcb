package dev.tern.core.transport.grpc;

import dev.tern.api.Endpoint;
import dev.tern.api.spi.Connection.ReachableListener;
import io.grpc.ManagedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The connections to one endpoint, one unless the user wished for more, shared by every holder. It can be reached while
 * any of them can.
 */
final class SharedChannel {
  private final Endpoint endpoint;
  private final Lane[] lanes;
  private final Object lock = new Object();
  // lock
  private final List<ReachableListener> listeners = new ArrayList<>();
  private boolean reachable = true;
  private boolean opened; // a connection, of which the listeners have not been told yet
  private boolean telling;
  int holders; // guarded by the pool's lock

  /** @param opener makes a channel to the endpoint; asked for one per connection */
  SharedChannel(Endpoint endpoint, int connections, Supplier<ManagedChannel> opener) {
    this.endpoint = endpoint;
    this.lanes = IntStream.range(0, connections).mapToObj(i -> new Lane(opener.get())).toArray(Lane[]::new);
    for (Lane lane : lanes) {
      lane.watch(this::update);
    }
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /** The connection for the next call. */
  Lane lane() {
    Lane[] all = lanes;
    return all.length == 1 ? all[0] : better(all);
  }

  /** True if lanes are chosen by their calls under way, which then have to be counted. */
  boolean counts() {
    return lanes.length > 1;
  }

  /**
   * The better of two drawn by lot: no counter that every thread writes to, and the fullest lane stays within a few
   * calls of the others, so that all of them come near a provider's limit together. Any that is open, before one that
   * is not.
   */
  private static Lane better(Lane[] all) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    int first = random.nextInt(all.length);
    int second = random.nextInt(all.length - 1);
    Lane better = better(all[first], all[second < first ? second : second + 1]);
    if (better.rank() < 2) {
      for (Lane lane : all) {
        if (lane.rank() > better.rank()) {
          better = lane;
        }
      }
    }
    return better;
  }

  private static Lane better(Lane one, Lane other) {
    int difference = one.rank() - other.rank();
    return difference > 0 || difference == 0 && one.active() <= other.active() ? one : other;
  }

  void retryNow() {
    for (Lane lane : lanes) {
      lane.channel().resetConnectBackoff();
    }
  }

  void add(ReachableListener listener) {
    synchronized (lock) {
      listener.changed(reachable); // under the lock: no later state can overtake this first one
      listeners.add(listener);
    }
  }

  void remove(ReachableListener listener) {
    synchronized (lock) {
      listeners.remove(listener);
    }
  }

  /** Graceful: calls under way finish. */
  void shutdown() {
    for (Lane lane : lanes) {
      lane.channel().shutdown();
    }
  }

  /** Ends calls under way. */
  void shutdownNow() {
    for (Lane lane : lanes) {
      lane.channel().shutdownNow();
    }
  }

  void awaitEnd() {
    for (Lane lane : lanes) {
      lane.awaitEnd();
    }
  }

  /**
   * By any lane. Listeners are told outside of the lock, since they may hold locks of their own, and by one thread at a
   * time: whoever tells them looks again afterwards, for those that changed something meanwhile and went on.
   *
   * @param ready a connection has just been opened
   */
  private void update(boolean ready) {
    synchronized (lock) {
      opened |= ready;
      if (telling) {
        return;
      }
      telling = true;
    }
    while (true) {
      List<ReachableListener> told;
      boolean now;
      synchronized (lock) {
        now = anyReachable();
        if (now == reachable && !opened) {
          telling = false;
          return;
        }
        reachable = now;
        opened = false;
        told = List.copyOf(listeners);
      }
      told.forEach(listener -> listener.changed(now));
    }
  }

  private boolean anyReachable() {
    for (Lane lane : lanes) {
      if (lane.reachable()) {
        return true;
      }
    }
    return false;
  }
}
