package dev.tern.core.registry;

import dev.tern.api.ServiceId;
import java.time.Duration;
import java.util.List;

/**
 * The providers of one service as the {@link RegistryLoop} knows them, kept up to date until closed. Safe for many
 * threads.
 */
public interface Subscription extends AutoCloseable {
  /** Whose providers. */
  ServiceId service();

  /** Those known now, by id; empty before the first listing. While the registry is away the last known ones stand. */
  List<ServiceInstance> current();

  /**
   * Waits for the first listing. When this returns true the listener has been told.
   *
   * @return false if none came within that time; the loop goes on trying
   */
  boolean awaitFirst(Duration timeout) throws InterruptedException;

  /** What is known beside the providers themselves: why there may be none. */
  SubscriptionStatus status();

  /** Ends it. The listener may still be told about a change that is under way. Idempotent. */
  @Override
  void close();
}
