package dev.tern.core.transport.grpc;

import dev.tern.api.Endpoint;
import dev.tern.api.spi.Connection.ReachableListener;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * The one channel to an endpoint, shared by every holder, and what is known of its state. Connects at once and again
 * whenever it fell idle, so that a dead provider is noticed by the connection and not by a call.
 */
final class SharedChannel {
  private final Endpoint endpoint;
  private final ManagedChannel channel;
  private final Object lock = new Object();
  // lock
  private final List<ReachableListener> listeners = new ArrayList<>();
  private boolean reachable = true;
  int holders; // guarded by the pool's lock
  private volatile boolean everReady;

  SharedChannel(Endpoint endpoint, ManagedChannel channel) {
    this.endpoint = endpoint;
    this.channel = channel;
    watch();
  }

  Endpoint endpoint() {
    return endpoint;
  }

  ManagedChannel channel() {
    return channel;
  }

  /** True once its address has been resolved and reached: it then starts every call on the spot. */
  boolean everReady() {
    return everReady;
  }

  void retryNow() {
    channel.resetConnectBackoff();
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
    channel.shutdown();
  }

  private void watch() {
    ConnectivityState state = channel.getState(true); // true: leave idle, connect
    switch (state) {
      case READY -> {
        everReady = true;
        set(true);
      }
      case TRANSIENT_FAILURE -> set(false);
      case SHUTDOWN -> {
        return;
      }
      default -> { } // idle or connecting says nothing new
    }
    channel.notifyWhenStateChanged(state, this::watch);
  }

  /** By grpc-java, one call at a time. Listeners are told outside of the lock: they may hold locks of their own. */
  private void set(boolean value) {
    List<ReachableListener> told;
    synchronized (lock) {
      if (reachable == value) {
        return;
      }
      reachable = value;
      told = List.copyOf(listeners);
    }
    told.forEach(listener -> listener.changed(value));
  }
}
