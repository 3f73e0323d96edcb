package dev.tern.core.registry;

import static dev.tern.core.registry.LoopFixture.A;
import static dev.tern.core.registry.LoopFixture.B;
import static dev.tern.core.registry.LoopFixture.C;
import static dev.tern.core.registry.LoopFixture.GREETING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.tck.ManualClock;
import dev.tern.tck.ManualScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which of two registries a consumer believes. */
class PreferredProvidersTest {
  private final ManualClock clock = new ManualClock();
  private final ManualScheduler scheduler = new ManualScheduler(clock);
  private final HostileDriver first = new HostileDriver();
  private final HostileDriver second = new HostileDriver();
  private final HeldLastKnown lastKnown = new HeldLastKnown();
  private final RegistryLoop firstLoop = loop("fake:first", first);
  private final RegistryLoop secondLoop = loop("fake:second", second);
  private final List<List<String>> told = new ArrayList<>();

  private RegistryLoop loop(String name, HostileDriver driver) {
    return new RegistryLoop(name, driver, RegistryLoopSettings.defaults(), lastKnown, clock, new Random(1), new RecordingLogger());
  }

  private PreferredProviders follow() {
    return new Registries(List.of(firstLoop, secondLoop)).follow(GREETING,
        instances -> told.add(instances.stream().map(ServiceInstance::id).toList()), clock, scheduler);
  }

  /** Lets time pass in small steps, in which both loops do what is due. */
  private void pass(Duration time) {
    for (long millis = 0; millis < time.toMillis(); millis += 100) {
      firstLoop.runDue();
      secondLoop.runDue();
      scheduler.advance(Duration.ofMillis(100));
    }
    firstLoop.runDue();
    secondLoop.runDue();
  }

  @Test
  void thePreferredRegistryIsUsedWhenBothAnswer() {
    first.stand(A);
    second.stand(B);
    follow();
    secondLoop.runDue(); // faster, but not preferred
    pass(Duration.ofMinutes(2));

    assertThat(told).containsExactly(List.of("a"));
  }

  @Test
  void aPreferredRegistryThatIsDeadAtTheStartGivesWayAtOnce() {
    first.failure = new IOException("Connection refused");
    second.stand(B);
    follow();
    firstLoop.runDue();
    secondLoop.runDue();

    assertThat(told).containsExactly(List.of("b"));
  }

  @Test
  void aPreferredRegistryThatIsSilentAtTheStartIsGivenHalfASecond() {
    second.stand(B);
    follow();
    secondLoop.runDue();
    scheduler.advance(Duration.ofMillis(400));
    assertThat(told).isEmpty();
    scheduler.advance(Duration.ofMillis(200));

    assertThat(told).containsExactly(List.of("b"));
  }

  @Test
  void aPreferredRegistryThatIsEmptyGivesWayAndIsReturnedToTenSecondsAfterItNamesProviders() {
    second.stand(B);
    PreferredProviders providers = follow();
    pass(Duration.ofSeconds(1));
    assertThat(told).containsExactly(List.of("b"));
    assertThat(providers.statuses()).extracting(SubscriptionStatus::inUse).containsExactly(false, true);
    first.stand(A);
    first.hint();
    pass(Duration.ofSeconds(9));
    assertThat(told).hasSize(1);
    pass(Duration.ofSeconds(2));

    assertThat(told).containsExactly(List.of("b"), List.of("a"));
    assertThat(providers.statuses()).extracting(SubscriptionStatus::inUse).containsExactly(true, false);
  }

  @Test
  void aRegistryThatIsAwayForTenSecondsGivesWayToOneThatIsNot() {
    first.stand(A);
    second.stand(A, B);
    follow();
    pass(Duration.ofSeconds(1));
    first.failure = new IOException("down");
    first.hint();
    pass(Duration.ofSeconds(9));
    assertThat(told).containsExactly(List.of("a"));
    pass(Duration.ofSeconds(3));

    assertThat(told).containsExactly(List.of("a"), List.of("a", "b"));
  }

  @Test
  void aRegistryThatComesAndGoesDoesNotMakeTheProvidersFlap() {
    second.stand(B);
    first.stand(A);
    first.failure = new IOException("down");
    follow();
    pass(Duration.ofSeconds(1));
    for (int i = 0; i < 20; i++) {
      first.failure = null;
      pass(Duration.ofSeconds(7));
      first.failure = new IOException("down");
      first.hint();
      pass(Duration.ofSeconds(14));
    }

    assertThat(told).containsExactly(List.of("b"));
  }

  @Test
  void aSuddenlyEmptyRegistryGivesWayAtOnceIfTheOtherOneStillKnowsProviders() {
    first.stand(A);
    second.stand(A, B);
    follow();
    pass(Duration.ofSeconds(1));
    first.standNothing();
    first.hint();
    pass(Duration.ofSeconds(1));

    assertThat(told).containsExactly(List.of("a"), List.of("a", "b"));
  }

  @Test
  void ifBothAreAwayTheLastKnownProvidersStand() {
    first.stand(A);
    second.stand(B);
    PreferredProviders providers = follow();
    pass(Duration.ofSeconds(1));
    first.failure = new IOException("down");
    second.failure = new IOException("down too");
    first.hint();
    second.hint();
    pass(Duration.ofMinutes(30));

    assertThat(told).containsExactly(List.of("a"));
    assertThat(providers.hint()).matches("fake:first: registry not reachable for \\d+ s: down\n"
        + "  fake:second: registry not reachable for \\d+ s: down too");
  }

  @Test
  void whenTheLastProviderIsGoneFromBothTheListIsEmptyInTheEnd() {
    first.stand(A);
    second.stand(A);
    follow();
    pass(Duration.ofSeconds(1));
    first.standNothing();
    second.standNothing();
    first.hint();
    second.hint();
    pass(Duration.ofSeconds(29));
    assertThat(told).containsExactly(List.of("a"));
    pass(Duration.ofSeconds(3));

    assertThat(told).containsExactly(List.of("a"), List.of());
  }

  @Test
  void ifNobodyOffersTheServiceThisIsToldAsSoonAsBothHaveSaidSo() throws Exception {
    PreferredProviders providers = follow();
    assertThat(providers.awaitFirst(Duration.ZERO)).isFalse();
    firstLoop.runDue();
    assertThat(told).isEmpty();
    secondLoop.runDue();

    assertThat(told).containsExactly(List.of());
    assertThat(providers.awaitFirst(Duration.ZERO)).isTrue();
  }

  @Test
  void aListingThatIsJustArrivingIsNotTakenForAnEmptyOne() {
    second.stand(B);
    secondLoop.subscribe(GREETING, instances -> firstLoop.runDue()); // told a moment before: the first one says "none"
    follow();
    secondLoop.runDue();

    assertThat(told).containsExactly(List.of("b"));
  }

  @Test
  void aLivingRegistryIsBelievedMoreThanTheSnapshotOfAPreferredOne() {
    lastKnown.kept.put(GREETING, List.of(C));
    first.failure = new IOException("down");
    second.failure = new IOException("down");
    follow();
    pass(Duration.ofSeconds(1));
    lastKnown.answer();
    assertThat(told).containsExactly(List.of("c"));
    second.failure = null;
    second.stand(B);
    pass(Duration.ofSeconds(6));

    assertThat(told).containsExactly(List.of("c"), List.of("b"));
  }

  @Test
  void aProviderStandsInEveryRegistryAndEachSaysHowItIs() {
    first.failure = new IOException("down");
    List<Registration> registrations = new Registries(List.of(firstLoop, secondLoop)).register(A);
    pass(Duration.ofSeconds(1));
    assertThat(second.records).containsOnlyKeys("a");
    assertThat(registrations).extracting(registration -> registration.status().problem())
        .containsExactly("registry not reachable for 1 s: down", "");
    first.failure = null;
    pass(Duration.ofSeconds(5));

    assertThat(first.records).containsOnlyKeys("a");
  }

  @Test
  void closedItLooksNoMore() {
    PreferredProviders providers = follow();
    pass(Duration.ofSeconds(1));
    providers.close();
    pass(Duration.ofSeconds(1));

    assertThat(scheduler.waiting()).isZero();
    assertThat(first.listeners).isEmpty();
  }
}
