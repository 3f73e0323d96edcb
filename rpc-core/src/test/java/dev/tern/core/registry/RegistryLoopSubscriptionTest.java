package dev.tern.core.registry;

import static dev.tern.core.registry.LoopFixture.A;
import static dev.tern.core.registry.LoopFixture.B;
import static dev.tern.core.registry.LoopFixture.GREETING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.ServiceId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegistryLoopSubscriptionTest {
  private final LoopFixture fixture = new LoopFixture();
  private final HostileDriver driver = fixture.driver;
  private final List<List<String>> told = fixture.told;

  @Test
  void theFirstListingIsToldEvenIfItIsEmpty() throws Exception {
    Subscription subscription = fixture.follow(GREETING);
    assertThat(subscription.status().hint()).isEqualTo("the registry has not answered yet");
    fixture.step();

    assertThat(told).containsExactly(List.of());
    assertThat(subscription.awaitFirst(Duration.ZERO)).isTrue();
    assertThat(subscription.status()).isEqualTo(new SubscriptionStatus("fake:one", GREETING, true, 0,
        true, false, "", List.of(), 0, false));
  }

  @Test
  void theWatchBeginsBeforeTheListingSoThatNoChangeFallsBetween() {
    fixture.follow(GREETING);
    fixture.step();

    assertThat(driver.operations).containsExactly("watch demo.Greeting", "list demo.Greeting");
  }

  @Test
  void aChangeIsToldAtTheFirstHint() {
    driver.stand(A);
    Subscription subscription = fixture.follow(GREETING);
    fixture.pass(Duration.ofSeconds(1));
    driver.stand(B);
    driver.hint();
    fixture.step();

    assertThat(told).containsExactly(List.of("a"), List.of("a", "b"));
    assertThat(subscription.current()).containsExactly(A, B);
  }

  @Test
  void aHintWithoutAChangeIsNotTold() {
    driver.stand(A);
    fixture.follow(GREETING);
    fixture.pass(Duration.ofSeconds(1));
    driver.hint();
    fixture.pass(Duration.ofSeconds(1));

    assertThat(driver.count("list")).isEqualTo(2);
    assertThat(told).containsExactly(List.of("a"));
  }

  @Test
  void aThousandHintsInARowCostOneListingPerGap() {
    driver.stand(A);
    fixture.follow(GREETING);
    fixture.step();
    for (int i = 0; i < 1_000; i++) {
      driver.hint();
      fixture.pass(Duration.ofMillis(1));
    }

    assertThat(driver.count("list")).isBetween(19L, 22L);
  }

  @Test
  void listingsThatTakeLongTakeATwentiethOfTheTime() {
    driver.whileListing = () -> fixture.takeTime(Duration.ofMillis(20));
    fixture.follow(GREETING);
    fixture.step();
    for (int i = 0; i < 1_000; i++) {
      driver.hint();
      fixture.pass(Duration.ofMillis(1));
    }

    assertThat(driver.count("list")).isBetween(3L, 4L);
  }

  @Test
  void howeverLongAListingTakesAChangeIsSeenTwoSecondsAfterIt() {
    driver.whileListing = () -> fixture.takeTime(Duration.ofSeconds(1));
    fixture.follow(GREETING);
    fixture.step();
    driver.stand(A);
    driver.hint();
    fixture.pass(Duration.ofMillis(1_999));
    assertThat(told).containsExactly(List.of());
    fixture.pass(Duration.ofMillis(1));

    assertThat(told).containsExactly(List.of(), List.of("a"));
  }

  @Test
  void aLostHintIsHealedByTheNextResync() {
    driver.stand(A);
    fixture.follow(GREETING);
    fixture.step();
    driver.stand(B);
    fixture.pass(Duration.ofSeconds(59));
    assertThat(told).hasSize(1);
    fixture.pass(Duration.ofSeconds(1));

    assertThat(told).containsExactly(List.of("a"), List.of("a", "b"));
  }

  @Test
  void theLastKnownProvidersStandWhileTheRegistryFails() {
    driver.stand(A, B);
    Subscription subscription = fixture.follow(GREETING);
    fixture.step();
    driver.failure = new IOException("Connection refused");
    driver.hint();
    fixture.pass(Duration.ofMinutes(10));

    assertThat(told).containsExactly(List.of("a", "b"));
    assertThat(subscription.current()).containsExactly(A, B);
    assertThat(subscription.status().problem()).matches("registry not reachable for 5\\d\\d s: Connection refused");
  }

  @Test
  void aRegistryThatComesBackIsReadWithinFiveSeconds() {
    driver.failure = new IOException("Connection refused");
    fixture.follow(GREETING);
    fixture.pass(Duration.ofMinutes(10));
    assertThat(told).isEmpty();
    driver.failure = null;
    driver.stand(A);
    fixture.pass(Duration.ofSeconds(5));

    assertThat(told).containsExactly(List.of("a"));
    assertThat(fixture.log.lines).hasSize(2);
    assertThat(fixture.log.lines.get(0)).isEqualTo("WARN Registry fake:one: cannot list demo.Greeting: Connection"
        + " refused. What is known stands; trying again.");
    assertThat(fixture.log.lines.get(1)).startsWith("INFO Registry fake:one: can list demo.Greeting again, after 1");
  }

  @Test
  void aFailingRegistryIsTriedAgainAtOnceThenAtMostOnceASecondAndAtLeastEveryFour() {
    driver.failure = new IOException("down");
    fixture.follow(GREETING);
    fixture.pass(Duration.ofMillis(100));
    assertThat(driver.count("watch")).isEqualTo(2);
    fixture.pass(Duration.ofMillis(1_200 + 1_400 + 1_800 + 2_600 + 4_000));
    assertThat(driver.count("watch")).isEqualTo(7);
    fixture.pass(Duration.ofSeconds(40));

    assertThat(driver.count("watch")).isEqualTo(17);
  }

  @Test
  void aDeadRegistryIsAskedNoMoreOftenForManyServicesThanForOne() {
    driver.failure = new IOException("down");
    for (int i = 0; i < 50; i++) {
      fixture.follow(ServiceId.of("demo.Service" + i));
    }
    fixture.pass(Duration.ofSeconds(11));
    driver.operations.clear();
    fixture.pass(Duration.ofSeconds(100));

    assertThat(driver.operations).hasSizeBetween(24, 26);
  }

  @Test
  void oneSuccessLetsAllOtherServicesGoAheadWithoutWaitingForOneAnother() {
    driver.failure = new IOException("down");
    for (int i = 0; i < 50; i++) {
      fixture.follow(ServiceId.of("demo.Service" + i));
    }
    fixture.pass(Duration.ofMinutes(10));
    driver.failure = null;
    while (told.isEmpty()) {
      fixture.pass(Duration.ofMillis(10));
    }

    assertThat(told).hasSize(50);
  }

  @Test
  void hintsOfAFailingRegistryDoNotShortenItsBackoff() {
    driver.stand(A);
    fixture.follow(GREETING);
    fixture.step();
    driver.failure = new IOException("down");
    HostileDriver.Listener listener = driver.listeners.get(0);
    listener.changed();
    fixture.pass(Duration.ofSeconds(10));
    driver.operations.clear();
    for (int i = 0; i < 1_000; i++) {
      listener.changed();
      fixture.pass(Duration.ofMillis(10));
    }

    assertThat(driver.count("watch")).isBetween(2L, 3L);
  }

  @Test
  void aServiceThatCannotBeListedIsNotAskedMoreOftenBecauseOthersCan() {
    driver.brokenService = "demo.Broken";
    fixture.follow(ServiceId.of("demo.Broken"));
    fixture.follow(GREETING);
    fixture.pass(Duration.ofSeconds(20));
    driver.operations.clear();
    for (int i = 0; i < 1_000; i++) {
      driver.hint();
      fixture.pass(Duration.ofMillis(10));
    }

    assertThat(driver.count("list demo.Broken")).isBetween(2L, 3L);
    assertThat(driver.count("list demo.Greeting")).isGreaterThan(190L);
  }

  @Test
  void hintsWhileAServiceCannotBeListedDoNotBringItForward() {
    fixture.follow(GREETING);
    fixture.follow(ServiceId.of("demo.Broken"));
    fixture.step();
    List<HostileDriver.Listener> listeners = List.copyOf(driver.listeners);
    driver.brokenService = "demo.Broken";
    driver.hint();
    fixture.pass(Duration.ofSeconds(20));
    driver.operations.clear();
    for (int i = 0; i < 1_000; i++) {
      listeners.forEach(HostileDriver.Listener::changed);
      fixture.pass(Duration.ofMillis(10));
    }

    assertThat(driver.count("list demo.Broken")).isBetween(2L, 3L);
    assertThat(driver.count("list demo.Greeting")).isGreaterThan(190L);
  }

  @Test
  void afterAnErrorTheWatchIsRenewedToo() {
    driver.stand(A);
    fixture.follow(GREETING);
    fixture.step();
    driver.failure = new IOException("down");
    driver.hint();
    fixture.pass(Duration.ofSeconds(1));
    driver.failure = null;
    fixture.pass(Duration.ofSeconds(5));

    assertThat(driver.count("unwatch")).isEqualTo(1);
    assertThat(driver.listeners).hasSize(1);
    driver.stand(B);
    driver.hint();
    fixture.pass(Duration.ofSeconds(1));
    assertThat(told).containsExactly(List.of("a"), List.of("a", "b"));
  }

  @Test
  void whateverADriverThrowsTheLoopGoesOn() {
    for (Throwable failure : List.of(new IllegalStateException(), new NoClassDefFoundError("jetcd"),
        new OutOfMemoryError(), new StackOverflowError())) {
      driver.failure = failure;
      Subscription subscription = fixture.follow(GREETING);
      fixture.pass(Duration.ofSeconds(1));
      assertThat(subscription.status().problem()).startsWith("registry not reachable");
    }
    driver.failure = null;
    driver.stand(A);
    fixture.pass(Duration.ofSeconds(5));

    assertThat(told).hasSize(4).containsOnly(List.of("a"));
  }

  @Test
  void groupsAndVersionsAreKeptApartAndTheOthersAreNamed() {
    ServiceId blue = new ServiceId("demo.Greeting", "blue", "1.2");
    ServiceId green = new ServiceId("demo.Greeting", "green", "1.2");
    driver.stand(A, HostileDriver.instance("g", green));
    Subscription subscription = fixture.follow(blue);
    fixture.step();

    assertThat(told).containsExactly(List.of());
    assertThat(subscription.status().others()).containsExactly(GREETING, green);
    assertThat(subscription.status().hint())
        .isEqualTo("it has providers of demo.Greeting; demo.Greeting (group green, version 1.2)");
    driver.stand(HostileDriver.instance("b", blue));
    driver.hint();
    fixture.pass(Duration.ofSeconds(1));
    assertThat(told).containsExactly(List.of(), List.of("b"));
  }

  @Test
  void aListenerThatFailsDisturbsNobody() {
    driver.stand(A);
    fixture.loop.subscribe(GREETING, instances -> {
      throw new AssertionError("mistake");
    });
    fixture.follow(GREETING);
    fixture.step();

    assertThat(told).containsExactly(List.of("a"));
    assertThat(fixture.log.lines).containsExactly("ERROR Registry fake:one: the listener for demo.Greeting failed");
  }

  @Test
  void whoeverComesLaterIsToldWhatIsKnownWithoutAnotherListing() {
    driver.stand(A);
    fixture.follow(GREETING);
    fixture.step();
    driver.failure = new IOException("down");
    Subscription late = fixture.follow(GREETING);
    fixture.follow(new ServiceId("demo.Greeting", "blue", ""));
    fixture.step();

    assertThat(late.current()).containsExactly(A);
    assertThat(told).containsExactly(List.of("a"), List.of("a"), List.of());
    assertThat(driver.count("list")).isEqualTo(1);
  }

  @Test
  void aClosedSubscriptionIsToldNothingAndTheLastOneEndsTheWatch() throws Exception {
    driver.stand(A);
    Subscription first = fixture.follow(GREETING);
    Subscription second = fixture.follow(GREETING);
    fixture.pass(Duration.ofSeconds(1));
    told.clear();
    first.close();
    fixture.step();
    assertThat(driver.listeners).hasSize(1);
    driver.stand(B);
    driver.hint();
    fixture.step();
    assertThat(told).hasSize(1);
    second.close();
    second.close();
    fixture.pass(Duration.ofMinutes(5));

    assertThat(driver.listeners).isEmpty();
    assertThat(driver.count("list")).isEqualTo(2);
  }
}
