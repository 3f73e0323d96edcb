package dev.tern.core.directory;

import dev.tern.api.Endpoint;
import dev.tern.api.NanoClock;
import dev.tern.api.spi.Call;
import dev.tern.api.spi.Connection;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.Transport;
import dev.tern.core.registry.ServiceInstance;

/** A connection that is as reachable as a test says. Carries no calls. */
final class FakeConnection implements Connection {
  private final Endpoint endpoint;
  private ReachableListener listener = reachable -> { };
  private boolean reachable = true;
  int retries;
  boolean closed;
  boolean watched;

  FakeConnection(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  /** On a connection that nothing happens to. */
  static LiveCandidate candidate(ServiceInstance instance, FakeConnection connection) {
    NanoClock clock = NanoClock.system();
    return new LiveCandidate(instance, connection, clock, new HealthLog("test", clock));
  }

  void reachable(boolean value) {
    reachable = value;
    listener.changed(value);
  }

  @Override
  public Endpoint endpoint() {
    return endpoint;
  }

  @Override
  public Call open(Transport.Route route, Headers headers, long remainingNanos, Call.Listener callListener) {
    throw new UnsupportedOperationException("a fake carries no calls");
  }

  @Override
  public Runnable onReachable(ReachableListener told) {
    listener = told;
    watched = true;
    told.changed(reachable);
    return () -> watched = false;
  }

  @Override
  public void retryNow() {
    retries++;
  }

  @Override
  public void close() {
    closed = true;
  }
}
