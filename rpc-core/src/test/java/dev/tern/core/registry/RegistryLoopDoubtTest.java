package dev.tern.core.registry;

import static dev.tern.core.registry.LoopFixture.A;
import static dev.tern.core.registry.LoopFixture.B;
import static dev.tern.core.registry.LoopFixture.C;
import static dev.tern.core.registry.LoopFixture.GREETING;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.ServiceId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the loop believes of what a registry says. */
class RegistryLoopDoubtTest {
  private final LoopFixture fixture = new LoopFixture();
  private final HostileDriver driver = fixture.driver;
  private final List<List<String>> told = fixture.told;

  @Test
  void anEmptiedRegistryIsNotBelievedUntilASecondReadingThirtySecondsLater() {
    driver.stand(A, B);
    Subscription subscription = fixture.follow(GREETING);
    fixture.pass(Duration.ofSeconds(1));
    driver.standNothing();
    driver.hint();
    fixture.pass(Duration.ofSeconds(29));

    assertThat(told).containsExactly(List.of("a", "b"));
    assertThat(subscription.status().emptiedUnconfirmed()).isTrue();
    assertThat(fixture.log.lines).containsExactly("WARN Registry fake:one: demo.Greeting has no provider left; the"
        + " last 2 are kept until a listing in 30 s confirms it");
    fixture.pass(Duration.ofSeconds(1));
    assertThat(told).containsExactly(List.of("a", "b"), List.of());
    assertThat(subscription.status().emptiedUnconfirmed()).isFalse();
  }

  @Test
  void aFailedReadingConfirmsNothing() {
    driver.stand(A);
    fixture.follow(GREETING);
    fixture.pass(Duration.ofSeconds(1));
    driver.standNothing();
    driver.hint();
    fixture.step();
    driver.failure = new IOException("down");
    fixture.pass(Duration.ofMinutes(5));
    assertThat(told).containsExactly(List.of("a"));
    driver.failure = null;
    driver.stand(B);
    fixture.pass(Duration.ofSeconds(5));

    assertThat(told).containsExactly(List.of("a"), List.of("b"));
  }

  @Test
  void aRegistryThatWasEmptyOnlyForAMomentChangesNothing() {
    driver.stand(A, B);
    fixture.follow(GREETING);
    fixture.pass(Duration.ofSeconds(1));
    driver.standNothing();
    driver.hint();
    fixture.pass(Duration.ofSeconds(2));
    driver.stand(A, B);
    driver.hint();
    fixture.pass(Duration.ofMinutes(2));

    assertThat(told).containsExactly(List.of("a", "b"));
  }

  @Test
  void everyStepButTheOneToEmptyIsBelievedAtOnce() {
    driver.stand(A, B, C);
    fixture.follow(GREETING);
    fixture.pass(Duration.ofSeconds(1));
    driver.records.keySet().retainAll(List.of("c"));
    driver.version++;
    driver.hint();
    fixture.step();

    assertThat(told).containsExactly(List.of("a", "b", "c"), List.of("c"));
  }

  @Test
  void anEmptyReadingLongAgoDoesNotConfirmALaterOne() {
    driver.stand(A);
    fixture.follow(GREETING);
    fixture.pass(Duration.ofSeconds(1));
    driver.standNothing();
    driver.hint();
    fixture.pass(Duration.ofSeconds(20));
    driver.stand(A);
    driver.hint();
    fixture.pass(Duration.ofSeconds(5));
    driver.standNothing();
    driver.hint();
    fixture.pass(Duration.ofSeconds(29));
    assertThat(told).containsExactly(List.of("a"));
    fixture.pass(Duration.ofSeconds(1));

    assertThat(told).containsExactly(List.of("a"), List.of());
  }

  @Test
  void whoeverComesLaterSharesTheProtectionAgainstEmptiness() {
    driver.stand(A);
    fixture.follow(GREETING);
    fixture.pass(Duration.ofSeconds(1));
    driver.standNothing();
    driver.hint();
    fixture.step();
    Subscription late = fixture.follow(GREETING);
    fixture.step();

    assertThat(late.current()).containsExactly(A);
  }

  @Test
  void recordsThatCannotBeReadAreLeftOutCountedAndLoggedOnce() {
    driver.stand(A);
    driver.records.put("bad", "{\"port\":70000}".getBytes(UTF_8));
    driver.records.put("moved", B.toJson());
    driver.records.put("other", HostileDriver.instance("other", ServiceId.of("demo.Other")).toJson());
    Subscription subscription = fixture.follow(GREETING);
    for (int i = 0; i < 5; i++) {
      fixture.pass(Duration.ofSeconds(60));
    }

    assertThat(told).containsExactly(List.of("a"));
    assertThat(fixture.log.lines).containsExactlyInAnyOrder(
        "WARN Registry fake:one: record bad of demo.Greeting is ignored: port: 70000 (expected: 1 to 65535)",
        "WARN Registry fake:one: record moved of demo.Greeting is ignored: it says another id than the one it stands"
            + " under",
        "WARN Registry fake:one: record other of demo.Greeting is ignored: it says another service than the one it"
            + " stands under");
    assertThat(subscription.status().ignoredRecords()).isEqualTo(3);
    assertThat(subscription.status().hint()).isEqualTo("3 records cannot be read (see the log)");
    assertThat(fixture.loop.ignoredRecords()).isEqualTo(3 * driver.count("list"));
  }

  @Test
  void aRecordThatTurnsBadIsLoggedForItsNewReasonToo() {
    driver.records.put("a", "x".getBytes(UTF_8));
    fixture.follow(GREETING);
    fixture.pass(Duration.ofSeconds(61));
    driver.records.put("a", "{}".getBytes(UTF_8));
    fixture.pass(Duration.ofSeconds(121));

    assertThat(fixture.log.lines).containsExactly(
        "WARN Registry fake:one: record a of demo.Greeting is ignored: not JSON",
        "WARN Registry fake:one: record a of demo.Greeting is ignored: id is missing");
  }

  @Test
  void hostileIdsDoNotReachTheLogAsTheyAre() {
    driver.records.put("a\nERROR all is lost", "x".getBytes(UTF_8));
    fixture.follow(GREETING);
    fixture.step();

    assertThat(fixture.log.lines).containsExactly(
        "WARN Registry fake:one: record a?ERROR?all?is?lost of demo.Greeting is ignored: not JSON");
  }

  @Test
  void aListingOlderThanTheLastIsNotBelieved() {
    driver.stand(A, B);
    driver.version = 50;
    fixture.follow(GREETING);
    fixture.pass(Duration.ofSeconds(1));
    Map<String, byte[]> present = Map.copyOf(driver.records);
    driver.records.remove("b");
    driver.version = 49;
    driver.hint();
    fixture.step();
    assertThat(told).containsExactly(List.of("a", "b"));
    driver.records.putAll(present);
    driver.version = 50;
    fixture.pass(Duration.ofMinutes(3));

    assertThat(told).containsExactly(List.of("a", "b"));
  }

  @Test
  void aStoreThatWentBackInTimeForGoodIsBelievedAtTheSecondReading() {
    driver.stand(A, B);
    driver.version = 50;
    fixture.follow(GREETING);
    fixture.pass(Duration.ofSeconds(1));
    driver.records.remove("b");
    driver.version = 7;
    driver.hint();
    fixture.pass(Duration.ofSeconds(1));

    assertThat(told).containsExactly(List.of("a", "b"), List.of("a"));
  }

  @Test
  void anotherStoreIsWatchedAnew() {
    driver.stand(A);
    fixture.follow(GREETING);
    fixture.step();
    HostileDriver.Listener silent = driver.listeners.get(0);
    driver.store = "store-2";
    driver.version = 1;
    fixture.pass(Duration.ofSeconds(61));

    assertThat(driver.listeners).hasSize(1).doesNotContain(silent);
    assertThat(fixture.log.lines).containsExactly(
        "WARN Registry fake:one: it was replaced or restored; registering and watching demo.Greeting again");
  }
}
