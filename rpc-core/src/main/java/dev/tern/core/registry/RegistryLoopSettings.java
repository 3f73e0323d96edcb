package dev.tern.core.registry;

import java.time.Duration;

/**
 * How patient a {@link RegistryLoop} is.
 *
 * @param timeout of one operation on the registry
 * @param backoffMin longest wait before the first repetition of what failed; it doubles with every further failure
 * @param backoffMax longest wait before any repetition. Waits are drawn between 0 and the limit (full jitter), so that
 *     a thousand processes do not come back at once
 * @param retryGap shortest time between two tries while nothing succeeds, from the second failure on
 * @param resyncMin shortest time before a service is listed again though nothing was reported
 * @param resyncMax longest such time
 * @param listGap shortest time between two listings of one service, however often the registry reports changes; after
 *     one that took its time, nine times that, up to 2 s
 * @param emptyProtection how long an emptied service keeps its last known providers: emptiness is believed once a
 *     listing this much later confirms it, or after {@link #LONGEST_EMPTY_PROTECTION} without one. 0: at once
 * @param closeTimeout how long closing goes on removing records; the driver's own close comes on top
 */
public record RegistryLoopSettings(Duration timeout, Duration backoffMin, Duration backoffMax, Duration retryGap,
    Duration resyncMin, Duration resyncMax, Duration listGap, Duration emptyProtection, Duration closeTimeout) {
  /** However the registry fails afterwards, an emptied service loses its last known providers by then. */
  public static final Duration LONGEST_EMPTY_PROTECTION = Duration.ofMinutes(10);

  private static final RegistryLoopSettings DEFAULTS = new RegistryLoopSettings(Duration.ofSeconds(3),
      Duration.ofMillis(100), Duration.ofSeconds(4), // a record stands again within 5 s of the registry's return
      Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofMillis(50), Duration.ofSeconds(30),
      Duration.ofSeconds(5));

  public RegistryLoopSettings {
    positive(timeout, "timeout");
    positive(backoffMin, "backoffMin");
    positive(resyncMin, "resyncMin");
    positive(closeTimeout, "closeTimeout");
    ordered(backoffMin, backoffMax, "backoffMax");
    ordered(resyncMin, resyncMax, "resyncMax");
    ordered(Duration.ZERO, listGap, "listGap");
    ordered(Duration.ZERO, retryGap, "retryGap");
    ordered(retryGap, backoffMax, "backoffMax");
    ordered(Duration.ZERO, emptyProtection, "emptyProtection");
    if (emptyProtection.compareTo(LONGEST_EMPTY_PROTECTION) > 0) {
      throw new IllegalArgumentException(
          "emptyProtection: " + emptyProtection + " (expected: <= " + LONGEST_EMPTY_PROTECTION + ")");
    }
  }

  private static void positive(Duration value, String name) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }

  private static void ordered(Duration least, Duration value, String name) {
    if (value.compareTo(least) < 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= " + least + ")");
    }
  }

  /** What suits production: 3 s; 100 ms to 4 s; 1 s; 30 to 60 s; 50 ms; 30 s; 5 s. */
  public static RegistryLoopSettings defaults() {
    return DEFAULTS;
  }

  /** A copy with another protection against emptied listings. */
  public RegistryLoopSettings withEmptyProtection(Duration protection) {
    return new RegistryLoopSettings(timeout, backoffMin, backoffMax, retryGap, resyncMin, resyncMax, listGap,
        protection, closeTimeout);
  }

  /** A copy with another range of waits between listings that nothing asked for. */
  public RegistryLoopSettings withResync(Duration least, Duration most) {
    return new RegistryLoopSettings(timeout, backoffMin, backoffMax, retryGap, least, most, listGap,
        emptyProtection, closeTimeout);
  }
}
