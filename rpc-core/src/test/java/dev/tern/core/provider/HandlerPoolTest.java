package dev.tern.core.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandlerPoolTest {
  private final HandlerPool pool = HandlerPool.platform(2, 1);
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void close() {
    release.countDown();
    pool.close();
  }

  @Test
  void refusesWhatNeitherRunsNorMayWaitAndTakesWorkAgainAfterwards() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(2);
    CountDownLatch done = new CountDownLatch(3);
    Runnable held = () -> {
      running.countDown();
      await(release);
      done.countDown();
    };
    pool.execute(held);
    pool.execute(held);
    await(running);
    pool.execute(held);

    assertThatThrownBy(() -> pool.execute(held)).isInstanceOf(RejectedExecutionException.class);

    release.countDown();
    await(done);
    CountDownLatch after = new CountDownLatch(1);
    awaitAdmitted(after);
  }

  @Test
  void runsAtMostItsThreadsAtOnceOnNamedDaemons() throws InterruptedException {
    List<Thread> threads = new CopyOnWriteArrayList<>();
    CountDownLatch running = new CountDownLatch(2);
    for (int i = 0; i < 3; i++) {
      pool.execute(() -> {
        threads.add(Thread.currentThread());
        running.countDown();
        await(release);
      });
    }
    await(running);

    assertThat(threads).hasSize(2).allMatch(Thread::isDaemon)
        .allMatch(thread -> thread.getName().startsWith("tern-handler-"));
  }

  @Test
  void aTaskThatThrowsGivesItsPlaceBack() throws InterruptedException {
    for (int i = 0; i < 10; i++) {
      CountDownLatch ran = new CountDownLatch(1);
      awaitAdmitted(ran, () -> {
        throw new IllegalStateException("a handler's own");
      });
    }
  }

  /** As a handler does that makes a blocking call. A fork-join pool replaces such a thread, or throws if it must not. */
  @Test
  void theOnlyThreadMayWaitForAFuture() throws Exception {
    try (HandlerPool one = HandlerPool.platform(1, 0)) {
      CompletableFuture<String> never = new CompletableFuture<>();
      CompletableFuture<Throwable> thrown = CompletableFuture.supplyAsync(() -> catchThrowable(
          () -> never.get(10, TimeUnit.MILLISECONDS)), one);
      assertThat(thrown.get(10, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
    }
  }

  /** Streams are told that they are over just before: what they hold is released by such work. */
  @Test
  void workOfCallsThatWereLetInIsNeverRefusedAndStillDoneWhileItCloses() throws Exception {
    try (HandlerPool one = HandlerPool.platform(1, 0)) {
      CountDownLatch running = new CountDownLatch(1);
      CountDownLatch done = new CountDownLatch(2);
      one.executeAdmitted(() -> {
        running.countDown();
        await(release);
        done.countDown();
      });
      await(running);
      one.executeAdmitted(done::countDown); // one runs, none may wait
      assertThatThrownBy(() -> one.execute(() -> { })).isInstanceOf(RejectedExecutionException.class);

      Thread closing = new Thread(one::close, "closing");
      closing.start();
      while (closing.getState() != Thread.State.TIMED_WAITING && closing.isAlive()) {
        Thread.onSpinWait();
      }
      release.countDown();
      await(done);
      closing.join(TimeUnit.SECONDS.toMillis(10));
      assertThat(closing.isAlive()).isFalse();
    }
  }

  @Test
  void closedItRefuses() {
    pool.close();

    assertThatThrownBy(() -> pool.execute(() -> { })).isInstanceOf(RejectedExecutionException.class);
  }

  private void awaitAdmitted(CountDownLatch ran) throws InterruptedException {
    awaitAdmitted(ran, () -> { });
  }

  /** A place is given back just after its task ended, so a refusal right then is not wrong yet. */
  private void awaitAdmitted(CountDownLatch ran, Runnable then) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (true) {
      try {
        pool.execute(() -> {
          ran.countDown();
          then.run();
        });
        break;
      } catch (RejectedExecutionException e) {
        assertThat(System.nanoTime()).as("no place was given back").isLessThan(until);
        Thread.onSpinWait();
      }
    }
    await(ran);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
