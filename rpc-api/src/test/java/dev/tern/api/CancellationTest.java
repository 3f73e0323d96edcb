package dev.tern.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CancellationTest {
  private final RpcException cause = RpcException.maybeExecuted(Code.CANCELLED, "enough");
  private final Cancellation cancellation = new Cancellation();
  private final List<String> ran = new ArrayList<>();

  @Test
  void runsEveryActionOnceLatestFirst() {
    cancellation.onCancel(() -> ran.add("first"));
    cancellation.onCancel(() -> ran.add("second"));
    cancellation.onCancel(() -> ran.add("third"));

    assertThat(cancellation.cancel(cause)).isTrue();
    assertThat(cancellation.cancel(RpcException.maybeExecuted(Code.DEADLINE_EXCEEDED, "later"))).isFalse();

    assertThat(ran).containsExactly("third", "second", "first");
    assertThat(cancellation.cause()).isSameAs(cause);
  }

  @Test
  void anActionThatThrowsKeepsNoOtherFromRunning() {
    for (int actions : List.of(3, 8)) { // few are kept in another way than many
      Cancellation one = new Cancellation();
      List<Integer> seen = new ArrayList<>();
      for (int i = 0; i < actions; i++) {
        int number = i;
        one.onCancel(() -> {
          seen.add(number);
          throw new IllegalStateException("action " + number);
        });
      }
      assertThatThrownBy(() -> one.cancel(cause)).hasMessage("action " + (actions - 1));
      assertThat(seen).hasSize(actions);
      assertThat(one.isCancelled()).isTrue();
    }
  }

  @Test
  void runsAnActionAtOnceIfItHasFired() {
    cancellation.cancel(cause);

    cancellation.onCancel(() -> ran.add("late"));

    assertThat(ran).containsExactly("late");
  }

  @Test
  void forgetsAnActionWhereverItStands() {
    for (int removed = 0; removed < 3; removed++) {
      Cancellation one = new Cancellation();
      List<Integer> seen = new ArrayList<>();
      List<Runnable> actions = List.of(() -> seen.add(0), () -> seen.add(1), () -> seen.add(2));
      actions.forEach(one::onCancel);

      one.remove(actions.get(removed));
      one.cancel(cause);

      assertThat(seen).hasSize(2).doesNotContain(removed);
    }
  }

  @Test
  void anActionForgottenAloneLeavesNothing() {
    Runnable action = () -> ran.add("forgotten");
    cancellation.onCancel(action);
    cancellation.remove(action);
    cancellation.remove(action);
    cancellation.cancel(cause);

    assertThat(ran).isEmpty();
    assertThat(cancellation.isCancelled()).isTrue();
  }

  @Test
  void anActionRegisteredTwiceRunsOnceHoweverManyStandBesideIt() {
    for (int others : new int[] {0, 1, 2, 3, 4, 100}) {
      Cancellation one = new Cancellation();
      List<String> seen = new ArrayList<>();
      Runnable twice = () -> seen.add("twice");
      one.onCancel(twice);
      for (int i = 0; i < others; i++) {
        one.onCancel(() -> seen.add("other " + seen.size()));
      }
      one.onCancel(twice);
      one.cancel(cause);
      assertThat(seen).hasSize(others + 1).endsWith("twice");
    }
  }

  @Test
  void aHundredThousandActionsAreForgottenInAnyOrderAndRunLatestFirst() {
    List<Runnable> actions = new ArrayList<>();
    List<Integer> seen = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      int number = i;
      actions.add(() -> seen.add(number));
      cancellation.onCancel(actions.get(i));
    }
    assertThat(cancellation.waiting()).isEqualTo(100_000);
    for (int i = 0; i < 100_000; i++) {
      if (i % 25_000 != 7) {
        cancellation.remove(actions.get(i));
      }
    }
    assertThat(cancellation.waiting()).isEqualTo(4);
    cancellation.cancel(cause);
    assertThat(seen).containsExactly(75_007, 50_007, 25_007, 7);
    assertThat(cancellation.waiting()).isZero();
  }

  @Test
  void everyActionRunsExactlyOnceWhenManyThreadsRegisterWhileItFires() throws InterruptedException {
    for (int round = 0; round < 200; round++) {
      Cancellation raced = new Cancellation();
      AtomicInteger runs = new AtomicInteger();
      CountDownLatch go = new CountDownLatch(1);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        threads.add(new Thread(() -> {
          await(go);
          for (int n = 0; n < 20; n++) {
            raced.onCancel(runs::incrementAndGet);
          }
        }));
      }
      threads.add(new Thread(() -> {
        await(go);
        raced.cancel(cause);
      }));
      threads.forEach(Thread::start);
      go.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(runs).hasValue(60);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
