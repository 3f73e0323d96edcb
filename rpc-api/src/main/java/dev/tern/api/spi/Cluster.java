package dev.tern.api.spi;

import dev.tern.api.FailbackStatus;
import dev.tern.api.contract.MethodContract;
import java.util.Optional;

/**
 * What makes many candidates look like one invoker: owns how often and where one call is tried. One instance per
 * consumed method.
 */
@FunctionalInterface
public interface Cluster extends AutoCloseable {
  /**
   * Makes the invoker that carries out calls by making attempts.
   *
   * @param attempts serves this method for as long as its client is open
   */
  Invoker over(Attempts attempts);

  /**
   * Whether this mode can carry calls of a method. Asked once, before {@link #over}.
   *
   * @throws IllegalArgumentException if it cannot, with why and what to do instead; core puts the method's name before
   *     it
   */
  default void check(MethodContract method) {}

  /** What has become of the calls that this has taken over from their callers; empty unless it does so. */
  default Optional<FailbackStatus> failback() {
    return Optional.empty();
  }

  /**
   * The client is about to close: begins to end what was promised. Must not block; {@link #close} follows, once all
   * clusters of the client have begun, so that they do so side by side.
   */
  default void closing() {}

  /**
   * The client closes: lets go what is held beyond single calls. Called once, while attempts can still be made; may
   * wait a short time for work that was promised, such as calls to be tried again later.
   */
  @Override
  default void close() {}
}
