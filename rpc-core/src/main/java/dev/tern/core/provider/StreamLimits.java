package dev.tern.core.provider;

import static java.util.Objects.requireNonNull;

import dev.tern.api.spi.Scheduler;
import java.time.Duration;

/**
 * What holds for every stream of a server.
 *
 * @param idle longest time without progress, &gt; 0
 * @param scheduler watches over it
 */
public record StreamLimits(Duration idle, Scheduler scheduler) {
  public StreamLimits {
    requireNonNull(idle, "idle");
    requireNonNull(scheduler, "scheduler");
  }
}
