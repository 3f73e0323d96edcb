package dev.tern.core.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.Code;
import dev.tern.api.spi.Headers;
import dev.tern.tck.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GateTest {
  private final ManualClock clock = new ManualClock();
  private final AdaptiveLimit adaptive = new AdaptiveLimit(clock, () -> true);

  @Test
  void noMoreCallsOfAMethodAreUnderWayThanItTakes() {
    Gate gate = new Gate(new MethodLimits(2, 0, 0), adaptive, clock);
    long first = gate.enter();
    long second = gate.enter();
    assertThat(List.of(first, second)).allMatch(entered -> entered >= 0);
    long third = gate.enter();
    assertThat(third).isNegative();
    assertThat(gate.refusal(third)).satisfies(refusal -> {
      assertThat(refusal.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
      assertThat(refusal.message())
          .isEqualTo("the provider takes 2 calls of this method at once (max-concurrent)");
      assertThat(refusal.trailers().get(Headers.EXECUTED)).isEqualTo("no");
      assertThat(refusal.trailers().get(Headers.RETRY_PUSHBACK)).isEqualTo("100");
    });
    gate.free();
    gate.leave(first, Departure.FAILED);
    assertThat(gate.enter()).isNotNegative();
    assertThat(adaptive.underWay()).as("what it refuses is not counted").isEqualTo(2);
  }

  @Test
  void whoComesTooSoonIsToldWhenToComeAgain() {
    Gate gate = new Gate(new MethodLimits(5, 4, 1), adaptive, clock);
    gate.leave(gate.enter(), Departure.ANSWERED);
    gate.free();
    clock.advance(Duration.ofNanos(100_000_001));
    for (int i = 0; i < 20; i++) { // more often than five: a refusal takes no place
      long refused = gate.enter();
      assertThat(refused).isNegative();
      assertThat(gate.refusal(refused).message())
          .isEqualTo("the provider takes 4 calls of this method per second (rate)");
      assertThat(gate.refusal(refused).trailers().get(Headers.RETRY_PUSHBACK)).as("rounded up").isEqualTo("150");
    }
    assertThat(adaptive.underWay()).isZero();
    clock.advance(Duration.ofMillis(150));
    assertThat(gate.enter()).isNotNegative();
  }

  @Test
  void aCallThatIsRefusedForWantOfRoomTakesNoToken() {
    Gate gate = new Gate(new MethodLimits(1, 1, 2), null, clock);
    long first = gate.enter();
    assertThat(gate.refusal(gate.enter()).message()).contains("max-concurrent");
    gate.free();
    gate.leave(first, Departure.ANSWERED);
    assertThat(gate.enter()).as("the second token").isNotNegative();
  }

  @Test
  void withoutLimitsAGateStandsOpen() {
    Gate gate = new Gate(MethodLimits.NONE, null, clock);
    for (int i = 0; i < 10_000; i++) {
      assertThat(gate.enter()).isNotNegative();
    }
  }

  @Test
  void manyThreadsAreNeverInsideTogetherBeyondTheLimit() throws Exception {
    Gate gate = new Gate(new MethodLimits(3, 0, 0), adaptive, clock);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger let = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Thread thread = new Thread(() -> {
        for (int call = 0; call < 20_000; call++) {
          long entered = gate.enter();
          if (entered >= 0) {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            let.incrementAndGet();
            Thread.onSpinWait();
            inside.decrementAndGet();
            gate.free();
            gate.leave(entered, Departure.ANSWERED);
          }
        }
      });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(most.get()).isBetween(1, 3);
    assertThat(let.get()).isPositive();
    assertThat(adaptive.underWay()).isZero();
  }

  @Test
  void limitsThatMeanNothingAreRefused() {
    assertThatThrownBy(() -> new MethodLimits(0, 5, 0)).hasMessage(
        "limits: 0 at once, 5 per second, burst 0 (expected: >= 0, and a burst where there is a rate)");
  }
}
