package dev.tern.core.transport.grpc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import dev.tern.api.Endpoint;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * One channel per endpoint, counted by its holders. One that nobody holds stays open for a while, in case its provider
 * comes back or another service needs it, and is then closed gracefully.
 */
final class ChannelPool implements AutoCloseable {
  private static final long CLOSE_SECONDS = 1;

  private final Function<Endpoint, SharedChannel> opener;
  private final Cache<Endpoint, SharedChannel> idle;
  private final Object lock = new Object();
  // lock
  private final Map<Endpoint, SharedChannel> held = new HashMap<>();
  private boolean closed;

  ChannelPool(Function<Endpoint, SharedChannel> opener, Duration keepIdle) {
    this.opener = opener;
    this.idle = Caffeine.newBuilder()
        .expireAfterWrite(keepIdle)
        .scheduler(Scheduler.systemScheduler())
        .executor(Runnable::run)
        .evictionListener((Endpoint endpoint, SharedChannel channel, RemovalCause cause) -> channel.shutdown())
        .build();
  }

  SharedChannel acquire(Endpoint endpoint) {
    synchronized (lock) {
      if (closed) {
        throw new IllegalStateException("the client is closed");
      }
      SharedChannel channel = held.get(endpoint);
      if (channel == null) {
        channel = idle.asMap().remove(endpoint);
        if (channel == null) {
          channel = opener.apply(endpoint);
        }
        held.put(endpoint, channel);
      }
      channel.holders++;
      return channel;
    }
  }

  void release(SharedChannel channel) {
    synchronized (lock) {
      if (--channel.holders == 0 && !closed) {
        held.remove(channel.endpoint());
        idle.put(channel.endpoint(), channel);
      }
    }
  }

  /** Ends every channel, calls under way included. */
  @Override
  public void close() {
    List<ManagedChannel> open = new ArrayList<>();
    synchronized (lock) {
      closed = true;
      held.values().forEach(channel -> open.add(channel.channel()));
      idle.asMap().values().forEach(channel -> open.add(channel.channel()));
      held.clear();
      idle.invalidateAll();
    }
    open.forEach(ManagedChannel::shutdownNow); // not under the lock: ends calls, whose callers may come back here
    if (!EventLoops.isEventLoop(Thread.currentThread())) {
      open.forEach(ChannelPool::awaitEnd);
    }
  }

  /** While its event loop still runs: without, it would complain where it should part quietly. */
  private static void awaitEnd(ManagedChannel channel) {
    try {
      channel.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed without waiting
    }
  }
}
