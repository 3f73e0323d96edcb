package dev.tern.core.registry;

import static dev.tern.core.registry.LoopFixture.A;
import static dev.tern.core.registry.LoopFixture.B;
import static dev.tern.core.registry.LoopFixture.C;
import static dev.tern.core.registry.LoopFixture.GREETING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.ServiceId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the loop leaves for the next process, and what it takes over from the one before. */
class RegistryLoopLastKnownTest {
  private final LoopFixture fixture = new LoopFixture();
  private final HostileDriver driver = fixture.driver;
  private final HeldLastKnown lastKnown = fixture.lastKnown;
  private final List<List<String>> told = fixture.told;

  @Test
  void aServiceStartsFromWhatWasKeptIfTheRegistryIsSilent() throws Exception {
    lastKnown.kept.put(GREETING, List.of(A, B));
    Subscription subscription = fixture.follow(GREETING);
    lastKnown.answer(); // the loop has not even begun: its thread may hang in the driver

    assertThat(told).containsExactly(List.of("a", "b"));
    assertThat(subscription.awaitFirst(Duration.ZERO)).isTrue();
    assertThat(subscription.status().known()).isFalse();
    assertThat(subscription.status().fromSnapshot()).isTrue();
    assertThat(fixture.log.lines).containsExactly("WARN Registry fake:one: it does not answer; demo.Greeting starts with"
        + " the 2 providers of its snapshot");
  }

  @Test
  void theFirstListingReplacesWhatWasKept() {
    lastKnown.kept.put(GREETING, List.of(A, B));
    Subscription subscription = fixture.follow(GREETING);
    lastKnown.answer();
    driver.stand(B, C);
    fixture.step();

    assertThat(told).containsExactly(List.of("a", "b"), List.of("b", "c"));
    assertThat(subscription.status().fromSnapshot()).isFalse();
    assertThat(lastKnown.kept.get(GREETING)).containsExactly(B, C);
  }

  @Test
  void nothingIsReadIfTheRegistryHasAnswered() {
    lastKnown.kept.put(GREETING, List.of(A));
    driver.stand(B);
    fixture.follow(GREETING);
    fixture.step();
    lastKnown.answer();

    assertThat(lastKnown.reads).isZero();
    assertThat(told).containsExactly(List.of("b"));
  }

  @Test
  void anEmptyFirstListingDoesNotTakeTheKeptProvidersAwayAtOnce() {
    lastKnown.kept.put(GREETING, List.of(A));
    fixture.follow(GREETING);
    lastKnown.answer();
    fixture.pass(Duration.ofSeconds(29));
    assertThat(told).containsExactly(List.of("a"));
    fixture.pass(Duration.ofSeconds(1));

    assertThat(told).containsExactly(List.of("a"), List.of());
    assertThat(lastKnown.kept.get(GREETING)).isEmpty();
  }

  @Test
  void changesAreKeptAndAnEmptyListingOnlyOnceItIsConfirmed() {
    driver.stand(A);
    fixture.follow(GREETING);
    fixture.pass(Duration.ofSeconds(1));
    driver.stand(B);
    driver.hint();
    fixture.pass(Duration.ofSeconds(1));
    driver.hint();
    fixture.pass(Duration.ofSeconds(1));
    driver.standNothing();
    driver.hint();
    fixture.pass(Duration.ofSeconds(29));
    assertThat(lastKnown.writes).containsExactly("demo.Greeting[a]", "demo.Greeting[a, b]");
    fixture.pass(Duration.ofSeconds(1));

    assertThat(lastKnown.writes).containsExactly("demo.Greeting[a]", "demo.Greeting[a, b]", "demo.Greeting[]");
  }

  @Test
  void aServiceThatNobodyOffersYetLeavesWhatWasKeptBefore() {
    lastKnown.kept.put(GREETING, List.of(A));
    fixture.follow(GREETING);
    fixture.pass(Duration.ofMinutes(5));

    assertThat(lastKnown.writes).isEmpty();
  }

  @Test
  void whatDoesNotChangeIsKeptAgainEveryHourSoThatItDoesNotGrowOld() {
    driver.stand(A);
    fixture.follow(GREETING);
    fixture.pass(Duration.ofHours(3).plusMinutes(5));

    assertThat(lastKnown.writes).hasSize(4);
  }

  @Test
  void eachGroupAndVersionIsKeptForItself() {
    ServiceId blue = new ServiceId("demo.Greeting", "blue", "");
    ServiceInstance inBlue = HostileDriver.instance("x", blue);
    driver.stand(A, inBlue);
    fixture.follow(GREETING);
    fixture.follow(blue);
    fixture.step();

    assertThat(lastKnown.kept).containsEntry(GREETING, List.of(A)).containsEntry(blue, List.of(inBlue));
  }

  @Test
  void whoeverComesLaterDuringTheOutageSharesTheKeptProviders() {
    lastKnown.kept.put(GREETING, List.of(A));
    driver.failure = new IOException("down");
    fixture.follow(GREETING);
    lastKnown.answer();
    fixture.pass(Duration.ofSeconds(10));
    Subscription late = fixture.follow(GREETING);

    assertThat(late.current()).containsExactly(A);
    assertThat(late.status().problem()).startsWith("registry not reachable for 10 s");
  }
}
