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

  /** How many calls have begun and not ended, streams included. */
  long callsUnderWay();

  /**
   * After {@link #drain}: waits until no call is under way and none can come, and not much longer than that for peers
   * that neither confirm it nor go away.
   *
   * @return false if some still were after the limit
   */
  boolean awaitDrained(Duration limit) throws InterruptedException;

  /** Ends every connection, calls under way included, and waits a short, bounded time for its threads to end. */
  @Override
  void close();
}
