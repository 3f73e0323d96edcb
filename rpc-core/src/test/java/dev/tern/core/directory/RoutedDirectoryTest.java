package dev.tern.core.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.NanoClock;
import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Router;
import dev.tern.api.spi.Snapshot;
import dev.tern.tck.Calls;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Zones, rules, and routers that break. */
class RoutedDirectoryTest extends DirectoryFixture {
  @Test
  void aRouterThatThrowsLeavesCallsAsTheyWereUntilItIsWell() {
    Directory routed = routedBy((service, providers) -> {
      if (providers.size() == 1) {
        throw new IllegalStateException("a user's own");
      }
      return Router.Routing.ANY;
    });
    routed.onInstances(List.of(instance("a", 1, 100), instance("b", 2, 100)));
    routed.onInstances(List.of(instance("b", 2, 100)));
    assertThat(routed.snapshot().candidates()).extracting(Candidate::id).containsExactly("a", "b");
    assertThat(connection(1).closed).as("calls may still go there").isFalse();

    routed.onInstances(List.of(instance("b", 2, 100), instance("c", 3, 100)));
    assertThat(routed.snapshot().candidates()).extracting(Candidate::id).containsExactly("b", "c");
    assertThat(connection(1).closed).isTrue();
  }

  @Test
  void aRouterThatThrowsFromTheFirstMakesNobodyWaitAndKeepsNothingOpen() {
    Directory routed = routedBy((service, providers) -> {
      throw new NoClassDefFoundError("a user's own");
    });
    routed.onInstances(List.of(instance("a", 1, 100)));
    routed.onInstances(List.of());
    assertThat(routed.built()).isDone();
    routed.close();
    assertThat(connection(1).closed).isTrue();
  }

  @Test
  void aRouterThatCannotExplainItselfHidesNoFailure() {
    Directory routed = routedBy((service, providers) -> new Router.Routing() {
      @Override
      public List<Snapshot> groups() {
        return List.of();
      }

      @Override
      public int group(Invocation invocation) {
        return -1;
      }

      @Override
      public String explain(Invocation invocation) {
        throw new IllegalStateException("a user's own");
      }
    });
    routed.onInstances(List.of(instance("a", 1, 100)));
    assertThat(routed.explain(Calls.of("find", NanoClock.system())))
        .isEqualTo("the router does not say why: it failed with java.lang.IllegalStateException");
  }

  @Test
  void providersOfTheOwnZoneAreAskedFirstAndOthersOnlyAfterThem() {
    Directory.Balanced balanced = directory.balance(this::firstOf);
    list(in("far", instance("a", 1, 100)), in("near", instance("b", 2, 100)), in("near", instance("c", 3, 100)));

    assertThat(ids()).as("a failed call may go anywhere").containsExactly("a", "b", "c");
    assertThat(balancedOver).anySatisfy(snapshot ->
        assertThat(snapshot.candidates()).extracting(Candidate::id).containsExactly("b", "c"));
    Candidate first = picked(balanced);
    assertThat(first.id()).isEqualTo("b");
    assertThat(balanced.pick(Calls.of("find", NanoClock.system()), Set.of(first)).id())
        .as("the first of all, where the preferred one was tried").isEqualTo("a");
  }

  @Test
  void aRuleConfinesCallsAndTakesEffectWhenItChanges() {
    Directory.Balanced balanced = directory.balance(this::firstOf);
    list(in("eu", instance("a", 1, 100)), in("us", instance("b", 2, 100)));
    router.rules("one: => zone=us");
    rebuild();
    assertThat(picked(balanced).id()).isEqualTo("b");
    assertThat(directory.snapshot(Calls.of("find", NanoClock.system())).candidates()).hasSize(1);
    assertThat(ids()).as("all there are").containsExactly("a", "b");
    connection(2).reachable(false);
    rebuild();
    assertThat(picked(balanced).id()).as("rules come before health").isEqualTo("b");
    router.rules("one: =>! zone=asia");
    rebuild();
    assertThat(picked(balanced)).isNull();
    router.rules("");
    rebuild();
    assertThat(picked(balanced).id()).isEqualTo("a");
    directory.close();
    router.rules("one: => zone=us");
    assertThat(handedOver).as("once closed it listens no more").isEmpty();
  }

  private Directory routedBy(Router router) {
    return new Directory(SERVICE, DirectorySettings.DEFAULT,
        endpoint -> connections.computeIfAbsent(endpoint, FakeConnection::new), Runnable::run, scheduler,
        Clock.systemUTC(), clock, router);
  }
}
