package dev.tern.core.registry;

import static dev.tern.core.registry.LoopFixture.A;
import static dev.tern.core.registry.LoopFixture.B;
import static dev.tern.core.registry.LoopFixture.GREETING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.Endpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegistryLoopRegistrationTest {
  private final LoopFixture fixture = new LoopFixture();
  private final HostileDriver driver = fixture.driver;

  @Test
  void aRecordIsPutAtOnce() throws Exception {
    Registration registration = fixture.loop.register(A);
    assertThat(registration.problem()).isEqualTo("not registered yet");
    fixture.step();

    assertThat(driver.records).containsOnlyKeys("a");
    assertThat(ServiceInstance.fromJson(driver.records.get("a"))).isEqualTo(A);
    assertThat(registration.standing()).isTrue();
    assertThat(registration.problem()).isEmpty();
    assertThat(registration.awaitStanding(Duration.ZERO)).isTrue();
  }

  @Test
  void aPutThatFailsIsRepeatedAndReported() throws Exception {
    driver.failure = new IOException("Connection refused");
    Registration registration = fixture.loop.register(A);
    fixture.pass(Duration.ofSeconds(60));
    assertThat(registration.standing()).isFalse();
    assertThat(registration.awaitStanding(Duration.ZERO)).isFalse();
    assertThat(registration.problem()).isEqualTo("registry not reachable for 60 s: Connection refused");
    driver.failure = null;
    fixture.pass(Duration.ofSeconds(5));

    assertThat(driver.records).containsOnlyKeys("a");
    assertThat(registration.problem()).isEmpty();
    assertThat(fixture.log.lines.get(0)).isEqualTo("WARN Registry fake:one: cannot register demo.Greeting at"
        + " 10.0.0.1:9000: Connection refused. What is known stands; trying again.");
  }

  @Test
  void aPutThatAlwaysFailsDoesNotStarveTheListings() {
    driver.putFailure = new IOException("read-only");
    driver.stand(B);
    fixture.loop.register(A);
    fixture.follow(GREETING);
    fixture.pass(Duration.ofSeconds(10));
    driver.stand(B, LoopFixture.C);
    driver.hint();
    fixture.pass(Duration.ofSeconds(5));

    assertThat(fixture.told).containsExactly(List.of("b"), List.of("b", "c"));
    driver.operations.clear();
    for (int i = 0; i < 100; i++) {
      driver.hint();
      fixture.pass(Duration.ofMillis(100));
    }
    assertThat(driver.count("put")).isLessThan(5);
  }

  @Test
  void aRecordThatTheRegistryForgotIsPutAgain() {
    Registration registration = fixture.loop.register(A);
    fixture.pass(Duration.ofSeconds(1));
    driver.standNothing();
    driver.hint();
    fixture.pass(Duration.ofSeconds(1));

    assertThat(driver.records).containsOnlyKeys("a");
    assertThat(registration.standing()).isTrue();
  }

  @Test
  void aRecordThatWasForgottenInSilenceIsPutAgainAtTheNextResync() {
    fixture.loop.register(A);
    fixture.pass(Duration.ofSeconds(1));
    driver.standNothing();
    fixture.pass(Duration.ofSeconds(60));

    assertThat(driver.records).containsOnlyKeys("a");
  }

  @Test
  void aRecordThatSomebodyOverwroteIsPutAgain() {
    fixture.loop.register(A);
    fixture.pass(Duration.ofSeconds(1));
    driver.records.put("a", HostileDriver.instance("a", GREETING).toString().getBytes());
    driver.hint();
    fixture.pass(Duration.ofSeconds(1));

    assertThat(ServiceInstance.fromJson(driver.records.get("a"))).isEqualTo(A);
  }

  @Test
  void anotherStoreGetsTheRecordAgainEvenIfItShowsTheOldOneBecauseItsLeaseIsGone() {
    fixture.loop.register(A);
    fixture.pass(Duration.ofSeconds(1));
    driver.store = "restored";
    driver.hint();
    fixture.pass(Duration.ofSeconds(1));

    assertThat(driver.count("put")).isEqualTo(2);
  }

  @Test
  void aRegistryThatNeverShowsWhatItTookIsNotHammered() {
    driver.keepsWhatIsPut = false;
    fixture.loop.register(A);
    for (int i = 0; i < 600; i++) {
      driver.hint();
      fixture.pass(Duration.ofMillis(100));
    }

    assertThat(driver.count("put")).isBetween(10L, 25L);
  }

  @Test
  void everyRecordComesBackAfterAllKeysWereDeleted() {
    fixture.loop.register(A);
    fixture.loop.register(B);
    fixture.follow(GREETING);
    fixture.pass(Duration.ofSeconds(1));
    driver.standNothing();
    driver.hint();
    fixture.pass(Duration.ofSeconds(5));
    driver.hint();
    fixture.step();

    assertThat(driver.records).containsOnlyKeys("a", "b");
    assertThat(fixture.told).doesNotContain(List.of()).last().isEqualTo(List.of("a", "b"));
  }

  @Test
  void closingRemovesTheRecordAndForgetsIt() {
    Registration registration = fixture.loop.register(A);
    fixture.pass(Duration.ofSeconds(1));
    registration.withdraw();
    fixture.pass(Duration.ofMinutes(5));

    assertThat(driver.records).isEmpty();
    assertThat(driver.count("put")).isEqualTo(1);
    assertThat(driver.count("remove")).isEqualTo(1);
    assertThat(driver.listeners).isEmpty();
    assertThat(registration.standing()).isFalse();
  }

  @Test
  void aRemovalThatFailsIsRepeatedBecauseTheLeaseLivesOn() {
    Registration registration = fixture.loop.register(A);
    fixture.pass(Duration.ofSeconds(1));
    driver.failure = new IOException("down");
    registration.withdraw();
    fixture.pass(Duration.ofMinutes(5));
    assertThat(driver.records).containsOnlyKeys("a");
    driver.failure = null;
    fixture.pass(Duration.ofSeconds(5));

    assertThat(driver.records).isEmpty();
  }

  @Test
  void aRecordWhosePutFailedIsRemovedTooSinceItMayStandAllTheSame() {
    driver.putFailure = new IOException("timed out");
    Registration registration = fixture.loop.register(A);
    fixture.pass(Duration.ofSeconds(1));
    registration.withdraw();
    fixture.pass(Duration.ofSeconds(5));

    assertThat(driver.count("remove")).isEqualTo(1);
  }

  @Test
  void closingTheLoopRemovesEveryRecordThenClosesTheDriver() {
    fixture.loop.register(A);
    fixture.loop.register(B);
    fixture.follow(GREETING);
    fixture.pass(Duration.ofSeconds(1));
    driver.operations.clear();
    fixture.loop.close();
    fixture.step();

    assertThat(driver.operations.subList(0, 2)).containsExactlyInAnyOrder("remove a", "remove b");
    assertThat(driver.operations.subList(2, 4)).containsExactly("unwatch demo.Greeting", "close");
    fixture.pass(Duration.ofMinutes(5));
    assertThat(driver.operations).hasSize(4);
  }

  @Test
  void aDeadRegistryDoesNotKeepTheLoopFromClosing() {
    fixture.loop.register(A);
    fixture.pass(Duration.ofSeconds(1));
    driver.failure = new IOException("down");
    fixture.loop.close();
    fixture.step();

    assertThat(driver.closed).isTrue();
    assertThat(fixture.log.lines).containsExactly("WARN Registry fake:one: cannot remove the record of demo.Greeting at"
        + " 10.0.0.1:9000: down. It ends with its lease.");
  }

  @Test
  void aClosedLoopTakesNothingMore() {
    fixture.loop.close();
    fixture.step();

    assertThatThrownBy(() -> fixture.loop.register(A)).isInstanceOf(IllegalStateException.class)
        .hasMessage("registry fake:one is closed");
    assertThatThrownBy(() -> fixture.follow(GREETING)).isInstanceOf(IllegalStateException.class)
        .hasMessage("registry fake:one is closed");
  }

  @Test
  void aRecordThatIsTooLargeIsRefusedAtOnce() {
    ServiceInstance large = new ServiceInstance("a", "demo.Greeting", "", "", new Endpoint("h", 1), 100, 0, "",
        List.of(), Map.of("k", "x".repeat(9_000)));

    assertThatThrownBy(() -> fixture.loop.register(large)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("record of demo.Greeting is 9\\d\\d\\d bytes long \\(expected: at most 8192; shorten its"
            + " metadata\\)");
  }
}
