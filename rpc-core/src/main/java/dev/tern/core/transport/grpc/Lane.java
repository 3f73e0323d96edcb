package dev.tern.core.transport.grpc;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Consumer;

/**
 * One of the connections to an endpoint, and what is known of its state. Connects at once and again whenever it fell
 * idle, so that a dead provider is noticed by the connection and not by a call.
 */
final class Lane {
  private static final AtomicIntegerFieldUpdater<Lane> ACTIVE =
      AtomicIntegerFieldUpdater.newUpdater(Lane.class, "active");
  private static final long CLOSE_SECONDS = 1;

  private final ManagedChannel channel;
  private volatile ConnectivityState state = ConnectivityState.IDLE;
  private volatile boolean everReady;
  private volatile boolean reachable = true;
  private volatile int active;

  Lane(ManagedChannel channel) {
    this.channel = channel;
  }

  /**
   * @param onChange told after {@link #reachable} may have changed, and whether a connection has just been opened; by
   *     one thread at a time
   */
  void watch(Consumer<Boolean> onChange) {
    ConnectivityState now = channel.getState(true); // true: leave idle, connect
    state = now;
    switch (now) {
      case READY -> {
        everReady = true;
        reachable = true;
      }
      case TRANSIENT_FAILURE -> reachable = false;
      case SHUTDOWN -> {
        return;
      }
      default -> { } // idle or connecting says nothing new
    }
    onChange.accept(now == ConnectivityState.READY);
    channel.notifyWhenStateChanged(now, () -> watch(onChange));
  }

  ManagedChannel channel() {
    return channel;
  }

  /** True once its address has been resolved and reached: it then starts every call on the spot. */
  boolean everReady() {
    return everReady;
  }

  /** False while the last attempt to connect failed. */
  boolean reachable() {
    return reachable;
  }

  /** Where a call should rather be: on an open connection, else on one that may open, else where it fails at once. */
  int rank() {
    return switch (state) {
      case READY -> 2;
      case TRANSIENT_FAILURE, SHUTDOWN -> 0;
      default -> 1;
    };
  }

  /** Calls under way. Counted only where there is a choice between lanes. */
  int active() {
    return active;
  }

  void callStarted() {
    ACTIVE.incrementAndGet(this);
  }

  void callEnded() {
    ACTIVE.decrementAndGet(this);
  }

  /** While its event loop still runs: without, it would complain where it should part quietly. */
  void awaitEnd() {
    try {
      channel.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed without waiting
    }
  }
}
