package dev.tern.api.spi;

import dev.tern.api.Endpoint;
import java.time.Duration;

/** The provider's half of a wire, listening. Whoever started it closes it. Safe for many threads. */
public interface ServerTransport extends AutoCloseable {
  /** Where it listens, with the port it was given. */
  Endpoint address();

  /** True on a thread of this transport that must never block. */
  boolean isEventLoop(Thread thread);

  /**
   * Tells every peer to go elsewhere (GOAWAY) and accepts no new connection; calls under way go on. Does not block.
   */
  void drain();

  /**
   * Waits until no call is under way.
   *
   * @return false if some still were after the limit
   */
  boolean awaitDrained(Duration limit) throws InterruptedException;

  /** Ends every connection, calls under way included, and waits a short, bounded time for its threads to end. */
  @Override
  void close();
}
