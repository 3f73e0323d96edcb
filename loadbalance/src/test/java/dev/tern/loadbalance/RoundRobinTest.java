package dev.tern.loadbalance;

import static dev.tern.loadbalance.Picks.longestRun;
import static dev.tern.loadbalance.Picks.snapshot;
import static dev.tern.loadbalance.Picks.take;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.LoadBalancer;
import dev.tern.api.spi.LoadBalancer.Picker;
import dev.tern.api.spi.LoadBalancerFactory;
import dev.tern.api.spi.Snapshot;
import dev.tern.tck.LoadBalancerContract;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoundRobinTest extends LoadBalancerContract {
  @Override
  protected LoadBalancerFactory factory() {
    return new RoundRobinFactory();
  }

  @Test
  void everyCycleGivesEachCandidateExactlyItsShare() {
    Snapshot snapshot = snapshot(5, 1, 1);
    Picker picker = balancer(1).over(snapshot);

    for (int cycle = 0; cycle < 100; cycle++) {
      List<Candidate> picks = take(picker, 7);
      assertThat(picks).contains(snapshot.get(1), snapshot.get(2));
      assertThat(Collections.frequency(picks, snapshot.get(0))).isEqualTo(5);
    }
  }

  @Test
  void aHeavyCandidateIsSpreadOutAlsoFromOneCycleIntoTheNext() {
    for (int seed = 0; seed < 20; seed++) {
      assertThat(longestRun(take(balancer(seed).over(snapshot(5, 1, 1)), 700))).isEqualTo(3);
    }
  }

  @Test
  void equalCandidatesTakeTurnsInTheirOrder() {
    Snapshot snapshot = snapshot(100, 100, 100);
    List<Candidate> picks = take(balancer(1).over(snapshot), 30);

    for (int i = 1; i < picks.size(); i++) {
      int before = snapshot.candidates().indexOf(picks.get(i - 1));
      assertThat(picks.get(i)).isSameAs(snapshot.get((before + 1) % 3));
    }
  }

  @Test
  void sharesAreExactHoweverManyThreadsPick() throws Exception {
    Snapshot snapshot = snapshot(5, 1, 1);
    Picker picker = balancer(1).over(snapshot);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<List<Candidate>>> taken = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        taken.add(threads.submit(() -> take(picker, 7_000)));
      }
      List<Candidate> all = new ArrayList<>();
      for (Future<List<Candidate>> one : taken) {
        all.addAll(one.get());
      }
      assertThat(Collections.frequency(all, snapshot.get(0))).isEqualTo(40_000);
      assertThat(Collections.frequency(all, snapshot.get(1))).isEqualTo(8_000);
      assertThat(Collections.frequency(all, snapshot.get(2))).isEqualTo(8_000);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void candidatesThatComeAndGoLeaveTheSharesOfTheOthersEven() throws Exception {
    Snapshot three = snapshot(100, 100, 100);
    Snapshot two = new Snapshot(three.candidates().subList(0, 2));
    LoadBalancer balancer = balancer(1);
    AtomicReference<Picker> live = new AtomicReference<>(balancer.over(three));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<Candidate>>> taken = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        taken.add(threads.submit(() -> {
          List<Candidate> own = new ArrayList<>();
          for (int pick = 0; pick < 100_000; pick++) {
            own.add(live.get().pick(Picks.CALL, Set.of()));
          }
          return own;
        }));
      }
      for (int change = 0; change < 500; change++) {
        live.set(balancer.over(change % 2 == 0 ? two : three));
        Thread.onSpinWait();
      }
      List<Candidate> all = new ArrayList<>();
      for (Future<List<Candidate>> one : taken) {
        all.addAll(one.get());
      }
      int first = Collections.frequency(all, three.get(0));
      int second = Collections.frequency(all, three.get(1));
      assertThat(Math.abs(first - second)).as("%s and %s picks", first, second).isLessThan(501 * 2);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void pickersStartAtDifferentPlacesSoThatConsumersDoNotMarchInStep() {
    Snapshot snapshot = snapshot(100, 100, 100);
    Set<Candidate> first = new HashSet<>();
    for (int seed = 0; seed < 100; seed++) {
      first.addAll(take(balancer(seed).over(snapshot), 1));
    }
    assertThat(first).containsExactlyInAnyOrderElementsOf(snapshot.candidates());
  }

  @Test
  void theCallsOfADeadCandidateAreSharedByAllOthersNotJustByTheNextInLine() {
    Snapshot snapshot = snapshot(100, 100, 100, 100);
    Picker picker = balancer(1).over(snapshot);
    int[] moved = new int[4];
    for (int i = 0; i < 40_000; i++) {
      moved[snapshot.candidates().indexOf(picker.pick(Picks.CALL, Set.of(snapshot.get(0))))]++;
    }
    assertThat(moved[0]).isZero();
    assertThat(IntStream.of(moved).skip(1)).allSatisfy(count -> assertThat(count).isBetween(13_000, 13_700));
  }

  @Test
  void aRetryTakesNoTurnSoThatNotEveryCallBeginsAtTheOneThatFails() {
    Snapshot snapshot = snapshot(100, 100);
    Picker picker = balancer(1).over(snapshot);
    Candidate failing = snapshot.get(0);
    int met = 0;
    for (int call = 0; call < 100; call++) {
      if (picker.pick(Picks.CALL, Set.of()) == failing) {
        met++;
        assertThat(picker.pick(Picks.CALL, Set.of(failing))).isSameAs(snapshot.get(1));
      }
    }
    assertThat(met).isEqualTo(50);
  }

  private static LoadBalancer balancer(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return new RoundRobin(() -> random);
  }
}
