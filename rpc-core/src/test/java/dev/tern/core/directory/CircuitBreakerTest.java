package dev.tern.core.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.api.spi.Candidate;
import dev.tern.tck.Calls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One method's calls are kept from providers where that method fails. */
class CircuitBreakerTest {
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final Providers providers = new Providers("a", "b", "c");
  private final CircuitBreaker breaker = providers.directory.breaker("demo.Greeting/find",
      HealthRules.breaker("on").orElseThrow());

  private void attempts(String id, int count, Outcome outcome) {
    for (int i = 0; i < count; i++) {
      long now = providers.clock.nanoTime();
      breaker.ended(providers.candidate(id), now, now, outcome, outcome.isFailure() ? "no luck\nat all" : "");
    }
  }

  private String picked(Candidate... tried) {
    Candidate picked = breaker.pick(providers.balanced, Calls.of("find", providers.clock), Set.of(tried));
    return picked == null ? "nobody" : picked.id();
  }

  private List<String> picked(int count) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(picked());
    }
    return all;
  }

  private RpcException refused() {
    return catchThrowableOfType(RpcException.class, this::picked);
  }

  private void openEverywhere() {
    for (String id : List.of("a", "b", "c")) {
      attempts(id, 20, Outcome.FAILED);
    }
  }

  @Test
  void whereAMethodMostlyFailsItIsNotCalled() {
    attempts("b", 19, Outcome.FAILED);
    assertThat(picked(9)).contains("b");

    attempts("b", 1, Outcome.FAILED);

    assertThat(picked(20)).doesNotContain("b").contains("a", "c");
    assertThat(providers.usable()).as("other methods").containsExactly("a", "b", "c");
  }

  @Test
  void failuresOfTheServiceDoNotCount() {
    attempts("b", 1_000, Outcome.WELL); // that is what a declared exception is

    attempts("b", 900, Outcome.FAILED);
    assertThat(picked(9)).contains("b");
  }

  @Test
  void aRetryAvoidsBothWhomItTriedAndWhereItIsOpen() {
    attempts("b", 20, Outcome.FAILED);

    for (int i = 0; i < 10; i++) {
      assertThat(picked(providers.candidate("a"))).isEqualTo("c");
    }
  }

  @Test
  void neverMoreThanHalfOfTheProvidersAreAvoided() {
    attempts("a", 20, Outcome.FAILED);
    attempts("b", 20, Outcome.FAILED);

    assertThat(picked(20)).contains("b", "c").doesNotContain("a");
  }

  @Test
  void openAtAllOfThemItFailsCallsAtOnceAndSaysWhy() {
    openEverywhere();

    RpcException refused = refused();
    assertThat(refused.code()).isEqualTo(Code.UNAVAILABLE);
    assertThat(refused.execution()).isEqualTo(Execution.NOT_EXECUTED);
    assertThat(refused).hasMessage("""
        demo.Greeting/find was not sent: its circuit breaker is open at all 3 providers; next try in 5 s
          127.0.0.1:1  next try in 5 s: 100 % of 20 calls in 10 s failed, last: no luck
          127.0.0.1:2  next try in 5 s: 100 % of 20 calls in 10 s failed, last: no luck
          127.0.0.1:3  next try in 5 s: 100 % of 20 calls in 10 s failed, last: no luck""");
  }

  @Test
  void halfOpenLetsOneCallThroughToEachAndTheOthersFail() {
    openEverywhere();
    providers.pass(PAUSE);

    assertThat(List.of(picked(), picked(), picked())).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(refused()).isNotNull();
  }

  @Test
  void aProbeThatGoesWellClosesItThere() {
    openEverywhere();
    providers.pass(PAUSE);
    assertThat(picked()).isEqualTo("a");
    attempts("a", 1, Outcome.WELL);

    providers.pass(Duration.ofMillis(1));
    picked(2); // the probes of the others
    assertThat(picked(20)).contains("a").doesNotContain("b");
  }

  @Test
  void aProbeThatFailsKeepsItOpenForAsLongAgain() {
    attempts("b", 20, Outcome.FAILED);
    providers.pass(PAUSE);
    assertThat(picked()).isEqualTo("b");
    attempts("b", 1, Outcome.FAILED);

    providers.pass(PAUSE.minusMillis(1));
    assertThat(picked(10)).doesNotContain("b");
    providers.pass(Duration.ofMillis(1));
    assertThat(picked(10)).containsOnlyOnce("b");
  }

  @Test
  void itLooksAtThoseWhoCanBePickedNow() {
    openEverywhere();
    providers.list(0, "a", "b", "c", "d");
    assertThat(picked(8)).contains("d");

    providers.list(0, "a");
    assertThat(refused()).hasMessageContaining("open at the only provider;");
    providers.connection("a").reachable(false);
    assertThat(refused()).as("nobody else is left").isNotNull();
  }

  @Test
  void aProbeOfAProviderThatIsLeftOutIsHandedOutWhileItIsOpenElsewhere() {
    attempts("b", 20, Outcome.FAILED);
    providers.attempts("c", 5, Outcome.FAILED);
    providers.pass(Duration.ofSeconds(2));

    assertThat(picked(5)).containsOnlyOnce("c").contains("a");
  }

  @Test
  void aProviderThatLeftWhileItWasOpenThereIsForgotten() {
    LiveCandidate left = providers.candidate("b");
    attempts("a", 1, Outcome.WELL);
    attempts("b", 20, Outcome.FAILED);
    assertThat(breaker.isClosedEverywhere()).isFalse();

    providers.list(0, "a", "c");
    assertThat(breaker.isClosedEverywhere()).isTrue();
    assertThat(breaker.remembered()).isOne();
    for (int i = 0; i < 20; i++) { // calls that were under way
      breaker.ended(left, providers.clock.nanoTime(), providers.clock.nanoTime(), Outcome.FAILED, "broken off");
    }
    assertThat(breaker.isClosedEverywhere()).isTrue();
    assertThat(breaker.remembered()).isOne();
  }

  @Test
  void aProviderThatCameAnewIsNotJudgedByItsPast() {
    openEverywhere();
    providers.list(0);
    providers.list(0, "a", "b", "c");

    assertThat(picked(9)).contains("a", "b", "c");
  }

  @Test
  void aTextOfSettingsIsReadAndOneThatIsWrongRefused() {
    assertThat(HealthRules.breaker("off")).isEmpty();
    assertThat(HealthRules.breaker("on?share=0.3&calls=5&window=1m&pause=1s").orElseThrow())
        .isEqualTo(HealthRules.breaker(0.3, 5, Duration.ofMinutes(1), Duration.ofSeconds(1)));
    for (String wrong : List.of("maybe", "on?shre=1", "on?share=2", "on?calls=0", "on?pause=0s", "off?x=1")) {
      assertThat(catchThrowableOfType(IllegalArgumentException.class, () -> HealthRules.breaker(wrong)))
          .as(wrong).hasMessageContaining(wrong.substring(0, 2));
    }
  }
}
