package dev.tern.core.transport.grpc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import dev.tern.api.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What leads to an endpoint, once for each and counted by its holders. One that nobody holds stays open for a while, in
 * case its provider comes back or another service needs it, and is then closed gracefully.
 */
final class ChannelPool implements AutoCloseable {
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
    List<SharedChannel> open = new ArrayList<>();
    synchronized (lock) {
      closed = true;
      open.addAll(held.values());
      open.addAll(idle.asMap().values());
      held.clear();
      idle.invalidateAll();
    }
    open.forEach(SharedChannel::shutdownNow); // not under the lock: ends calls, whose callers may come back here
    if (!EventLoops.isEventLoop(Thread.currentThread())) {
      open.forEach(SharedChannel::awaitEnd);
    }
  }
}
