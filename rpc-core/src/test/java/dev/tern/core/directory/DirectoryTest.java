package dev.tern.core.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.LoadBalancer;
import dev.tern.api.spi.Snapshot;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class DirectoryTest extends DirectoryFixture {
  @Test
  void keepsACandidateAndItsConnectionWhileItsInstanceIsListed() {
    list(instance("a", 1, 100), instance("b", 2, 100));
    Candidate before = directory.snapshot().get(0);

    list(instance("b", 2, 100), instance("a", 1, 7));

    assertThat(ids()).containsExactly("a", "b");
    assertThat(directory.snapshot().get(0)).isSameAs(before);
    assertThat(before.weight()).isEqualTo(7);
    assertThat(connection(1).closed).isFalse();
  }

  @Test
  void letsGoOfAnInstanceThatIsGoneAfterNoNewCallCanPickIt() {
    list(instance("a", 1, 100), instance("b", 2, 100));

    list(instance("b", 2, 100));

    assertThat(ids()).containsExactly("b");
    assertThat(connection(1).closed).isTrue();
    assertThat(connection(1).watched).isFalse();
    assertThat(connection(2).closed).isFalse();
  }

  @Test
  void anInstanceThatMovedGetsAnotherConnection() {
    list(instance("a", 1, 100));
    FakeConnection old = connection(1);

    list(instance("a", 2, 100));

    assertThat(old.closed).isTrue();
    assertThat(directory.snapshot().get(0).endpoint().port()).isEqualTo(2);
  }

  @Test
  void whoeverCannotBeReachedIsLeftOutUntilItCan() {
    Directory.Balanced balanced = directory.balance(this::firstOf);
    list(instance("a", 1, 100), instance("b", 2, 100));

    connection(1).reachable(false);
    rebuild();
    assertThat(ids()).containsExactly("b");
    assertThat(picked(balanced)).isNotNull();
    assertThat(last(balancedOver).candidates()).extracting(Candidate::id).containsExactly("b");

    connection(1).reachable(true);
    rebuild();
    assertThat(ids()).containsExactly("a", "b");
  }

  @Test
  void ifNobodyCanBeReachedAllAreStillTried() {
    list(instance("a", 1, 100), instance("b", 2, 100));

    connection(1).reachable(false);
    connection(2).reachable(false);
    rebuild();

    assertThat(ids()).containsExactly("a", "b");
    assertThat(directory.snapshot().get(0).ejected()).isTrue();
  }

  @Test
  void manyChangesAtOnceMakeOneRebuild() {
    list(instance("a", 1, 100), instance("b", 2, 100));
    directory.balance(this::firstOf);
    balancedOver.clear();

    connection(1).reachable(false);
    connection(2).reachable(false);
    connection(2).reachable(true);
    rebuild();

    assertThat(balancedOver).hasSize(1);
  }

  @Test
  void unreachableConnectionsAreToldToTryAgainAfterOneTwoFourAndThenEveryFiveSeconds() {
    list(instance("a", 1, 100));
    int announced = connection(1).retries;
    connection(1).reachable(false);
    rebuild();

    for (int i = 0; i < 5; i++) {
      scheduler.advance(last(scheduler.delays()));
    }

    assertThat(connection(1).retries - announced).isEqualTo(5);
    List<Duration> delays = scheduler.delays();
    double[] expected = {1, 2, 4, 5, 5, 5};
    for (int i = 0; i < expected.length; i++) {
      assertThat(delays.get(i).toMillis() / 1000.0).isBetween(expected[i] * 0.8, expected[i] * 1.2);
    }
  }

  @Test
  void retriesEndWhenAllCanBeReached() {
    list(instance("a", 1, 100));
    connection(1).reachable(false);
    rebuild();
    connection(1).reachable(true);
    rebuild();

    scheduler.advance(Duration.ofSeconds(10));

    assertThat(scheduler.waiting()).isZero();
  }

  @Test
  void theBalancerRunsOnTheExecutorAndNotOnTheRegistrysThread() {
    directory.balance(this::firstOf);

    directory.onInstances(List.of(instance("a", 1, 100)));
    assertThat(balancedOver).isEmpty();
    assertThat(directory.built()).isNotDone();
    rebuild();

    assertThat(balancedOver).hasSize(1);
    assertThat(directory.built()).isDone();
  }

  @Test
  void aNewlyAnnouncedInstanceIsTriedAtOnce() {
    list(instance("a", 1, 100));

    assertThat(connection(1).retries).isEqualTo(1);
  }

  @Test
  void anEndpointThatNoConnectionCanBeMadeForHarmsNoOther() {
    Directory picky = new Directory(SERVICE, DirectorySettings.DEFAULT, endpoint -> {
      if (endpoint.port() == 1) {
        throw new IllegalArgumentException("Invalid host or port");
      }
      return connections.computeIfAbsent(endpoint, FakeConnection::new);
    }, Runnable::run, scheduler, Clock.systemUTC(), clock, router);

    catchThrowable(() -> picky.onInstances(List.of(instance("a", 1, 100), instance("b", 2, 100))));

    assertThat(picky.snapshot().candidates()).extracting(Candidate::id).containsExactly("b");
  }

  @Test
  void aBalancerThatThrowsHarmsNoOther() {
    directory.balance(snapshot -> {
      throw new IllegalStateException("a user's own");
    });
    Directory.Balanced other = directory.balance(this::firstOf);
    directory.onInstances(List.of(instance("a", 1, 100)));

    catchThrowable(this::rebuild);

    assertThat(picked(other)).isNotNull();
    assertThat(directory.built()).isDone();
  }

  @Test
  void closedItHoldsNothing() {
    Directory.Balanced balanced = directory.balance(this::firstOf);
    list(instance("a", 1, 100));

    directory.close();
    list(instance("b", 2, 100));

    assertThat(directory.snapshot().isEmpty()).isTrue();
    assertThat(picked(balanced)).isNull();
    assertThat(connection(1).closed).isTrue();
    assertThat(connections).hasSize(1);
  }

  @Test
  void anExecutorThatIsShutDownHarmsNobody() {
    Directory closing = new Directory(SERVICE, DirectorySettings.DEFAULT,
        endpoint -> connections.computeIfAbsent(endpoint, FakeConnection::new), task -> {
          throw new RejectedExecutionException();
        }, scheduler, Clock.systemUTC(), clock, router);
    closing.onInstances(List.of(instance("a", 1, 100)));

    connection(1).reachable(false);
    closing.close();

    assertThat(connection(1).closed).isTrue();
  }

  @Test
  void oneThatHasJustStartedBeginsWithLittleAndRisesEachSecond() {
    list(started(900, instance("a", 1, 100)), started(997, instance("b", 2, 100)));

    assertThat(directory.snapshot().candidates()).extracting(Candidate::weight).containsExactly(100, 10);
    assertThat(directory.snapshot().candidates()).extracting(Candidate::fullWeight).containsExactly(100, 100);
    balancedOver.clear();
    directory.balance(this::firstOf);
    directory.age();
    rebuild();
    assertThat(balancedOver).as("made anew though nobody came or went").hasSize(2);
  }

  @Test
  void aPickerThatFitsIsKeptAndOneThatDoesNotIsMadeAnew() {
    Directory.Balanced balanced = directory.balance(snapshot -> {
      balancedOver.add(snapshot);
      return new LoadBalancer.Picker() {
        @Override
        public Candidate pick(Invocation invocation, Set<Candidate> tried) {
          return snapshot.get(0);
        }

        @Override
        public boolean fits(Snapshot other) {
          return snapshot.candidates().equals(other.candidates());
        }
      };
    });
    list(started(900, instance("a", 1, 100)), started(997, instance("b", 2, 100)));
    assertThat(balancedOver).hasSize(1);

    directory.age();
    rebuild();
    assertThat(balancedOver).as("they warm up, which it does not go by").hasSize(1);

    list(instance("b", 2, 100));
    assertThat(balancedOver).hasSize(2);
    assertThat(picked(balanced).id()).isEqualTo("b");
  }

  @Test
  void nobodyIsRebuiltOnceAllAreWarm() {
    list(started(900, instance("a", 1, 100)), started(970, instance("b", 2, 100)));
    directory.balance(this::firstOf);
    balancedOver.clear();

    directory.age();
    rebuild();

    assertThat(balancedOver).isEmpty();
  }
}
