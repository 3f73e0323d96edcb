package dev.tern.core.provider;

import dev.tern.api.spi.Headers;
import dev.tern.core.overload.Refusal;
import java.util.Map;

/** Says to the consumer that a call was turned away before its handler, and may be tried elsewhere. */
final class Rejection {
  static final Headers NOT_EXECUTED = Headers.of(Map.of(Headers.EXECUTED, "no"));

  /** Nobody is there to run its handler. */
  static final Refusal QUEUE_FULL = Refusal.exhausted("the provider's queue is full", Refusal.PUSHBACK_NANOS);

  private Rejection() {}
}
