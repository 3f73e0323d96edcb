package dev.tern.api.spi;

import dev.tern.api.Endpoint;
import dev.tern.api.contract.MethodContract;

/**
 * The consumer's half of a wire: opens connections and carries calls over them. One per client; closing it closes
 * every connection. Safe for many threads; nothing blocks except {@link #close}.
 */
public interface Transport extends AutoCloseable {
  /**
   * Prepares what is the same in every call of a method, once.
   *
   * @param headers sent with every call: group, version, codec
   */
  Route route(MethodContract method, Headers headers);

  /**
   * The connection to an endpoint: shared by all that ask for the same one, begins to open at once, and closed some
   * time after the last holder released it.
   */
  Connection connect(Endpoint endpoint);

  /** True on a thread of this transport that must never block. */
  boolean isEventLoop(Thread thread);

  /** Closes every connection and waits a short, bounded time for its threads to end. Calls under way fail. */
  @Override
  void close();

  /** What a transport prepared for a method. Only the transport that made it can read it. */
  interface Route {}
}
