package dev.tern.core.registry;

import static dev.tern.core.registry.HostileDriver.instance;

import dev.tern.api.NanoClock;
import dev.tern.api.ServiceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A loop without a thread: a test moves its clock, and it does what became due. Every random wait is the longest
 * possible, so that the times in tests are exact.
 */
final class LoopFixture {
  static final ServiceId GREETING = ServiceId.of("demo.Greeting");
  static final ServiceInstance A = instance("a", GREETING);
  static final ServiceInstance B = instance("b", GREETING);
  static final ServiceInstance C = instance("c", GREETING);

  final HostileDriver driver = new HostileDriver();
  final RecordingLogger log = new RecordingLogger();
  final List<List<String>> told = new ArrayList<>();
  final HeldLastKnown lastKnown = new HeldLastKnown();
  private long nowNanos = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos(); // clocks may wrap: so does this one, soon
  final RegistryLoop loop =
      new RegistryLoop("fake:one", driver, RegistryLoopSettings.defaults(), lastKnown, () -> nowNanos,
          new Longest(), log);

  /** Does what is due now. */
  void step() {
    loop.runDue();
  }

  /** Lets time pass, doing everything when it becomes due. */
  void pass(Duration time) {
    long end = nowNanos + time.toNanos();
    while (true) {
      long wait = loop.runDue();
      if (wait > end - nowNanos) {
        break;
      }
      nowNanos += wait;
    }
    nowNanos = end;
    loop.runDue();
  }

  /** Time that passes inside of an operation. */
  void takeTime(Duration time) {
    nowNanos += time.toNanos();
  }

  NanoClock clock() {
    return () -> nowNanos;
  }

  Subscription follow(ServiceId service) {
    return loop.subscribe(service, instances -> told.add(instances.stream().map(ServiceInstance::id).toList()));
  }

  /** Draws the upper end of every range. */
  private static final class Longest implements RandomGenerator {
    @Override
    public long nextLong() {
      return Long.MAX_VALUE;
    }

    @Override
    public long nextLong(long bound) {
      return bound - 1;
    }
  }
}
