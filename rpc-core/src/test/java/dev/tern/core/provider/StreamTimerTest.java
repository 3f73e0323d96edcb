package dev.tern.core.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.spi.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamTimerTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final Time time = new Time();
  private final List<String> told = new ArrayList<>();
  private final StreamTimer timer = new StreamTimer(() -> time.now, new StreamLimits(Duration.ofSeconds(60), time),
      new StreamTimer.Owner() {
        @Override
        public void onHeadersDue() {
          told.add("headers at " + time.now / 1_000_000 + " ms");
        }

        @Override
        public void onIdle() {
          told.add("idle at " + time.now / 1_000_000 + " ms");
        }
      });

  /** One timer at a time, on a clock that the test moves. */
  private static final class Time implements Scheduler {
    private long now;
    private long due = Long.MAX_VALUE;
    private Runnable task = () -> { };
    private int scheduled;

    @Override
    public Timer schedule(long delayNanos, Runnable later) {
      scheduled++;
      due = now + delayNanos;
      task = later;
      return () -> due = Long.MAX_VALUE;
    }

    void moveTo(long nanos) {
      while (due <= nanos) {
        now = due;
        due = Long.MAX_VALUE;
        task.run();
      }
      now = nanos;
    }
  }

  @Test
  void headersAreDueSoonAndTheEndWhenNothingMovedForAsLongAsIsAllowed() {
    timer.start();
    time.moveTo(SECOND);
    assertThat(told).containsExactly("headers at 500 ms");
    time.moveTo(200 * SECOND);
    assertThat(told).containsExactly("headers at 500 ms", "idle at 60000 ms");
  }

  @Test
  void progressPutsTheEndOffAndCostsNoTimer() {
    timer.start();
    for (int second = 1; second <= 300; second++) {
      time.moveTo(second * SECOND);
      timer.progress();
    }
    assertThat(told).containsExactly("headers at 500 ms");
    assertThat(time.scheduled).isLessThanOrEqualTo(8);
    time.moveTo(500 * SECOND);
    assertThat(told).contains("idle at 360000 ms").hasSize(2);
  }

  @Test
  void stoppedItSaysNothing() {
    timer.start();
    timer.stop();
    time.moveTo(200 * SECOND);
    assertThat(told).isEmpty();

    StreamTimer late = new StreamTimer(() -> time.now, new StreamLimits(Duration.ofSeconds(60), time), null);
    late.stop();
    late.start();
    time.moveTo(400 * SECOND);
    assertThat(told).isEmpty();
  }

  /** A scheduler that is closed runs at once what it is given, and would for ever be given more. */
  @Test
  void aSchedulerThatIsClosedDoesNotEndTheStreamNorGoInACircle() {
    StreamTimer closing = new StreamTimer(() -> time.now, new StreamLimits(Duration.ofSeconds(60), (delay, task) -> {
      task.run();
      return () -> { };
    }), null);
    closing.start();
    assertThat(told).isEmpty();
  }
}
