package dev.tern.core.registry;

import java.time.Duration;

/**
 * A provider's record that the {@link RegistryLoop} keeps in its registry until this is closed. Safe for many threads.
 */
public interface Registration extends AutoCloseable {
  /** What the record says. */
  ServiceInstance instance();

  /** True while the record stands, as far as is known. */
  boolean standing();

  /**
   * Waits until the record stands.
   *
   * @return false if it does not after that time; the loop goes on trying
   */
  boolean awaitStanding(Duration timeout) throws InterruptedException;

  /** Why the record does not stand, as a sentence for a log or an error; empty while it does. */
  String problem();

  /** How things stand, for texts and pages. */
  RegistrationStatus status();

  /** Begins to remove the record if it is still ours, and returns at once. Idempotent. */
  void withdraw();

  /**
   * Waits until a withdrawn record is gone.
   *
   * @return false if it is not after that time; the loop goes on trying until it is closed, and then the lease ends
   */
  boolean awaitWithdrawn(Duration timeout) throws InterruptedException;

  /**
   * Removes the record if it is still ours, and waits for that a limited time: should the registry be away, the loop
   * goes on trying until it is closed itself, and then the lease ends. Idempotent.
   */
  @Override
  void close();
}
