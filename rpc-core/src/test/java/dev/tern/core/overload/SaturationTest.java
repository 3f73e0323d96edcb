package dev.tern.core.overload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.tck.ManualClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SaturationTest {
  private final ManualClock clock = new ManualClock();
  private final AtomicLong cpuNanos = new AtomicLong();
  private final AtomicBoolean waits = new AtomicBoolean();
  private final Saturation saturation = new Saturation(waits::get, cpuNanos::get, clock, 4);

  private boolean afterWindow(int cpuMillis) {
    cpuNanos.addAndGet(Duration.ofMillis(cpuMillis).toNanos());
    clock.advance(Duration.ofMillis(100));
    return saturation.getAsBoolean();
  }

  @Test
  void aHandlerThatWaitsIsEnough() {
    assertThat(afterWindow(0)).isFalse();
    waits.set(true);
    assertThat(afterWindow(0)).isTrue();
  }

  @Test
  void soAreFourOfFiveProcessorsSinceTheLastLook() {
    assertThat(afterWindow(310)).isFalse();
    assertThat(afterWindow(330)).isTrue();
    assertThat(afterWindow(0)).isFalse();
  }

  @Test
  void whereTheProcessorTimeIsNotKnownTheyMayBeBusy() {
    assertThat(new Saturation(() -> false, () -> -1, clock, 4).getAsBoolean()).isTrue();
  }

  @Test
  void thisJvmSaysWhatItUses() {
    long before = Saturation.cpuNanosOfProcess();
    long until = System.nanoTime() + Duration.ofMillis(50).toNanos();
    while (System.nanoTime() - until < 0) {
      Thread.onSpinWait();
    }
    assertThat(before).isPositive();
    assertThat(Saturation.cpuNanosOfProcess()).isGreaterThan(before);
  }
}
