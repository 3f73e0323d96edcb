package dev.tern.core.directory;

import dev.tern.api.Endpoint;
import dev.tern.api.spi.Call;
import dev.tern.api.spi.Connection;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.Transport;

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
