package dev.tern.testkit;

import dev.tern.api.Endpoint;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A fault that calls meet until it is removed or used up. Narrow it at once, before the calls that should meet it:
 * {@code network.inject(Fault.refuse()).of("demo.Users/find").times(2)}. Safe for many threads.
 */
public final class Injection implements AutoCloseable {
  private final InProcessNetwork network;
  private final Fault fault;
  private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
  private final AtomicInteger met = new AtomicInteger();
  private volatile String path = "/";
  private volatile @Nullable Endpoint endpoint;

  Injection(InProcessNetwork network, Fault fault) {
    this.network = network;
    this.fault = fault;
  }

  /** Only calls of a service, such as {@code demo.Users}, or of one method, such as {@code demo.Users/find}. */
  public Injection of(String serviceOrMethod) {
    path = "/" + serviceOrMethod;
    return this;
  }

  /** Only calls to this provider. */
  public Injection at(Endpoint provider) {
    endpoint = provider;
    return this;
  }

  /** Only the next so many calls, &gt; 0; every attempt of a call counts. */
  public Injection times(int count) {
    if (count <= 0) {
      throw new IllegalArgumentException("times: " + count + " (expected: > 0)");
    }
    left.set(count);
    return this;
  }

  /** How many attempts have met it. */
  public int met() {
    return met.get();
  }

  /** Calls no longer meet it. Idempotent. */
  @Override
  public void close() {
    network.remove(this);
  }

  /** The fault, if this call is to meet it. */
  @Nullable Fault meet(String callPath, Endpoint callEndpoint) {
    Endpoint wanted = endpoint;
    if (wanted != null && !wanted.equals(callEndpoint) || !isOf(callPath)) {
      return null;
    }
    if (left.getAndUpdate(count -> count == Integer.MAX_VALUE || count == 0 ? count : count - 1) == 0) {
      return null;
    }
    met.incrementAndGet();
    return fault;
  }

  private boolean isOf(String callPath) {
    String wanted = path;
    return wanted.equals("/") || callPath.equals(wanted) || callPath.startsWith(wanted + "/");
  }
}
