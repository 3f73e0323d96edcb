package dev.tern.core.registry;

import dev.tern.api.NanoClock;
import dev.tern.api.ServiceId;
import dev.tern.api.spi.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The registries of one client or server, in order of preference. A provider stands in all of them; a consumer takes
 * its providers from one at a time, see {@link PreferredProviders}. Safe for many threads; owns its loops.
 */
public final class Registries implements AutoCloseable {
  private final List<RegistryLoop> loops;
  private List<Thread> closing = List.of(); // guarded by this

  /** @param loops the preferred one first, at least one */
  public Registries(List<RegistryLoop> loops) {
    if (loops.isEmpty()) {
      throw new IllegalArgumentException("registries: none (expected: one or more)");
    }
    this.loops = List.copyOf(loops);
  }

  /**
   * Puts a record into every registry and keeps it there. Returns at once.
   *
   * @return one per registry, in their order
   * @throws IllegalArgumentException if the record is longer than a registry carries
   */
  public List<Registration> register(ServiceInstance instance) {
    return loops.stream().map(loop -> loop.register(instance)).toList();
  }

  /**
   * Follows the providers of a service. Returns at once.
   *
   * @param listener told of the present providers by one thread at a time; must not block
   * @param scheduler asked to look now and then whether another registry should be used; unused if there is but one
   */
  public PreferredProviders follow(ServiceId service, Consumer<List<ServiceInstance>> listener, NanoClock clock,
      Scheduler scheduler) {
    return PreferredProviders.follow(loops, service, listener, clock, scheduler);
  }

  /**
   * Begins what {@link #close} does, and does not wait for it.
   *
   * @param removing how long to go on removing records; 0 if that has been tried long enough
   */
  public void beginClose(Duration removing) {
    begin(loop -> loop.close(removing));
  }

  /** Closes every registry, all at once, so that several that are away take no longer than one. Idempotent. */
  @Override
  public void close() {
    try {
      for (Thread one : begin(RegistryLoop::close)) {
        one.join(); // a loop's close has a limit of its own
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // they end without us
    }
  }

  private synchronized List<Thread> begin(Consumer<RegistryLoop> close) {
    if (closing.isEmpty()) {
      closing = loops.stream().map(loop -> {
        Thread thread = new Thread(() -> close.accept(loop), "tern-registry-close");
        thread.setDaemon(true);
        thread.start();
        return thread;
      }).toList();
    }
    return closing;
  }

  /** Their names, the preferred one first. */
  @Override
  public String toString() {
    return loops.stream().map(RegistryLoop::toString).collect(Collectors.joining(", "));
  }
}
