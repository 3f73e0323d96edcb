package dev.tern.cluster;

import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Scheduler;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A call that was taken over. Its state belongs to the {@link Failback} that has it, under its lock. */
final class FailbackTask {
  final UUID id;
  final Invocation call;
  int tries;
  boolean underWay;
  Scheduler.@Nullable Timer timer;

  /**
   * @param call as its caller made it
   * @param tries how often it was tried
   */
  FailbackTask(UUID id, Invocation call, int tries) {
    this.id = id;
    this.call = call;
    this.tries = tries;
  }
}
