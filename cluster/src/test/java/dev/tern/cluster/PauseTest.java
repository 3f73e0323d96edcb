package dev.tern.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.Cancellation;
import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.tck.ManualClock;
import dev.tern.tck.ManualScheduler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PauseTest {
  private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final ManualScheduler scheduler = new ManualScheduler(new ManualClock());
  private final Cancellation cancellation = new Cancellation();
  private final AtomicInteger ended = new AtomicInteger();

  @Test
  void itEndsOnceWhenItsTimeIsOverEvenIfTheCallIsCancelledLater() {
    Pause.start(scheduler, NANOS, cancellation, ended::incrementAndGet);

    scheduler.advance(Duration.ofMillis(100));
    cancel();

    assertThat(ended).hasValue(1);
  }

  @Test
  void itEndsOnceWhenTheCallIsCancelledEvenIfTheTimerCannotBeStopped() {
    Runnable[] timer = new Runnable[1];
    Pause.start((delay, task) -> {
      timer[0] = task;
      return () -> { };
    }, NANOS, cancellation, ended::incrementAndGet);

    cancel();
    timer[0].run();

    assertThat(ended).hasValue(1);
  }

  @Test
  void itEndsOnceIfTheTimerIsFasterThanTheThreadThatSetIt() {
    Pause.start((delay, task) -> {
      task.run();
      return () -> { };
    }, NANOS, cancellation, ended::incrementAndGet);

    cancel();

    assertThat(ended).hasValue(1);
  }

  @Test
  void itEndsAtOnceIfTheCallIsCancelledAlready() {
    cancel();

    Pause.start(scheduler, NANOS, cancellation, ended::incrementAndGet);

    assertThat(ended).hasValue(1);
    assertThat(scheduler.waiting()).isZero();
  }

  private void cancel() {
    cancellation.cancel(RpcException.maybeExecuted(Code.CANCELLED, "the caller gave up"));
  }
}
