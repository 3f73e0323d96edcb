package dev.tern.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.Endpoint;
import dev.tern.api.ServiceId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A registry that is away for twenty services at once, and takes its time to say so. */
class RegistryLoopOutageTest {
  private static final int SERVICES = 20;

  /** Twenty services offered and followed in a registry that is away. */
  private static final class Outage {
    final LoopFixture fixture = new LoopFixture();
    final List<Long> triedNanos = new ArrayList<>();
    final List<Registration> registrations = new ArrayList<>();

    /** @param untilItFails how long each operation takes */
    Outage(Duration untilItFails) {
      fixture.driver.failure = new IOException("timed out");
      fixture.driver.beforeFailure = () -> {
        triedNanos.add(fixture.clock().nanoTime());
        fixture.takeTime(untilItFails);
      };
      for (int i = 0; i < SERVICES; i++) {
        ServiceId service = ServiceId.of("demo.Service" + i);
        registrations.add(fixture.loop.register(ServiceInstance.of("id" + i, service, new Endpoint("10.0.0.1", 9000))));
        fixture.follow(service);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100, 1_500, 3_000})
  void everythingStandsWithinFiveSecondsOfTheRegistrysReturnHoweverSlowlyItFailed(int millis) {
    for (int moment = 0; moment < 40; moment++) {
      Outage outage = new Outage(Duration.ofMillis(millis));
      outage.fixture.pass(Duration.ofSeconds(60).plusMillis(moment * 100L));
      outage.fixture.driver.failure = null;
      outage.fixture.pass(Duration.ofSeconds(5));

      assertThat(outage.registrations).as("%s ms into the outage", 60_000 + moment * 100)
          .allMatch(Registration::standing);
      assertThat(outage.fixture.told).hasSize(SERVICES);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100, 1_500, 3_000})
  void itIsTriedAtMostOnceASecondForAllOfThemTogether(int millis) {
    Outage outage = new Outage(Duration.ofMillis(millis));
    outage.fixture.pass(Duration.ofMinutes(2));

    assertThat(outage.triedNanos).hasSizeGreaterThan(25);
    for (int i = 2; i < outage.triedNanos.size(); i++) { // the very first failure is followed up at once
      assertThat(outage.triedNanos.get(i) - outage.triedNanos.get(i - 1))
          .isGreaterThanOrEqualTo(Duration.ofSeconds(1).toNanos());
    }
  }

  @Test
  void whoeverComesDuringTheOutageDoesNotMakeItBeTriedMoreOften() {
    Outage outage = new Outage(Duration.ZERO);
    outage.fixture.pass(Duration.ofSeconds(30));
    outage.triedNanos.clear();
    for (int i = 0; i < 100; i++) {
      outage.fixture.follow(ServiceId.of("demo.Late" + i));
      outage.fixture.pass(Duration.ofMillis(100));
    }

    assertThat(outage.triedNanos).hasSizeBetween(9, 11);
  }

  @Test
  void aServiceThatFailsAloneDoesNotHoldUpTheOthers() {
    LoopFixture fixture = new LoopFixture();
    fixture.driver.brokenService = "demo.Broken";
    fixture.follow(LoopFixture.GREETING);
    fixture.follow(ServiceId.of("demo.Broken"));
    fixture.pass(Duration.ofSeconds(30)); // by now it is waited for up to 4 s
    fixture.driver.stand(LoopFixture.A);
    fixture.driver.hint();
    fixture.step();

    assertThat(fixture.told).containsExactly(List.of(), List.of("a"));
  }

  @Test
  void whatFailsForAReasonOfItsOwnIsNotTriedMoreOftenWhenAnOutageEnds() {
    LoopFixture fixture = new LoopFixture();
    fixture.driver.brokenService = "demo.Broken";
    fixture.follow(ServiceId.of("demo.Broken"));
    fixture.follow(LoopFixture.GREETING);
    fixture.pass(Duration.ofSeconds(20));
    fixture.driver.operations.clear();
    for (int i = 0; i < 20; i++) {
      fixture.driver.hint();
      fixture.pass(Duration.ofMillis(500));
    }

    assertThat(fixture.driver.count("list demo.Broken")).isBetween(2L, 3L);
  }

  @Test
  void anEmptiedServiceLosesItsLastKnownProvidersAfterTenMinutesEvenIfTheRegistryIsAwayEverSince() {
    LoopFixture fixture = new LoopFixture();
    fixture.driver.stand(LoopFixture.A);
    fixture.follow(LoopFixture.GREETING);
    fixture.pass(Duration.ofSeconds(1));
    fixture.driver.standNothing();
    fixture.driver.hint();
    fixture.step();
    fixture.driver.failure = new IOException("down");
    fixture.pass(Duration.ofSeconds(595));
    assertThat(fixture.told).containsExactly(List.of("a"));
    fixture.pass(Duration.ofSeconds(10));

    assertThat(fixture.told).containsExactly(List.of("a"), List.of());
  }
}
