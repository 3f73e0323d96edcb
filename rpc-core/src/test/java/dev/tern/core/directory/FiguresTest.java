package dev.tern.core.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FiguresTest {
  private final Figures figures = new Figures();

  private void attempt(long nanos, boolean failed) {
    figures.started();
    figures.ended(nanos, failed);
  }

  private void abandon(long nanos) {
    figures.started();
    figures.abandoned(nanos);
  }

  @Test
  void attemptsUnderWayAreCounted() {
    figures.started();
    figures.started();
    figures.ended(1, true);

    assertThat(figures.active()).isEqualTo(1);
  }

  @Test
  void latencyJumpsUpAndComesDownStepByStep() {
    attempt(1_000, false);
    attempt(9_000, false);
    assertThat(figures.latencyNanos()).isEqualTo(9_000);

    attempt(1_000, false);
    assertThat(figures.latencyNanos()).isEqualTo(8_000);

    for (int i = 0; i < 100; i++) {
      attempt(1_000, false);
    }
    assertThat(figures.latencyNanos()).isCloseTo(1_000, within(10L));
  }

  @Test
  void failingQuicklyDoesNotMakeAProviderLookQuick() {
    attempt(5_000, false);

    attempt(1, true);

    assertThat(figures.latencyNanos()).isEqualTo(5_000);
  }

  @Test
  void whatNeverBeganSaysNothingOfHowQuickAProviderIs() {
    attempt(5_000, false);

    abandon(0);

    assertThat(figures.active()).isZero();
    assertThat(figures.latencyNanos()).isEqualTo(5_000);
    assertThat(figures.answerNanos()).isEqualTo(5_000);
  }

  @Test
  void whoeverIsGivenUpAgainAndAgainLooksSlowerEachTimeUpToALimit() {
    attempt(1_000, false);

    abandon(3_000);
    assertThat(figures.latencyNanos()).isEqualTo(4_000);
    abandon(3_000);
    assertThat(figures.latencyNanos()).isEqualTo(7_000);
    for (int i = 0; i < 100; i++) {
      abandon(3_000);
    }
    assertThat(figures.latencyNanos()).isEqualTo(24_000);
    assertThat(figures.active()).isZero();
  }

  @Test
  void whoeverIsGivenUpEarlierThanItAnswersLooksNoSlower() {
    attempt(5_000, false);

    for (int i = 0; i < 100; i++) {
      abandon(4_000);
    }

    assertThat(figures.latencyNanos()).isEqualTo(5_000);
  }

  @Test
  void theShareOfFailuresRisesWithThemAndFallsWithSuccess() {
    for (int i = 0; i < 50; i++) {
      attempt(1, true);
    }
    assertThat(figures.failureShare()).isGreaterThan(0.95);

    for (int i = 0; i < 100; i++) {
      attempt(1, false);
    }
    assertThat(figures.failureShare()).isLessThan(0.01);
  }

  @Test
  void silenceMakesAnswersNoSlower() {
    attempt(1_000, false);
    attempt(90_000, true);
    abandon(90_000);
    assertThat(figures.answerNanos()).isEqualTo(1_000);
    assertThat(figures.latencyNanos()).isGreaterThanOrEqualTo(90_000);

    attempt(9_000, false);
    attempt(1_000, false);
    assertThat(figures.answerNanos()).isEqualTo(8_000);
    figures.age();
    figures.age();
    assertThat(figures.answerNanos()).isEqualTo(6_000);
  }

  @Test
  void whatWasLearntLosesItsWeightOnlyWhereThereAreNoAttempts() {
    for (int i = 0; i < 50; i++) {
      attempt(8_000, true);
    }
    figures.age();
    assertThat(figures.latencyNanos()).isEqualTo(8_000);

    figures.age();
    assertThat(figures.latencyNanos()).isEqualTo(6_000);
    for (int i = 0; i < 60; i++) {
      figures.age();
    }
    assertThat(figures.failureShare()).isZero();
  }
}
