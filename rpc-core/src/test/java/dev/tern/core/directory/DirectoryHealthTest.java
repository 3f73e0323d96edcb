package dev.tern.core.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Who is left out for failing, and how they come back. */
class DirectoryHealthTest {
  private static final Duration ABSENCE = Duration.ofSeconds(2);

  @Test
  void aProviderThatFailsIsLeftOut() {
    Providers providers = new Providers("a", "b", "c");
    providers.attempts("b", 4, Outcome.FAILED);
    assertThat(providers.usable()).containsExactly("a", "b", "c");

    providers.attempts("b", 1, Outcome.FAILED);

    assertThat(providers.usable()).containsExactly("a", "c");
    assertThat(providers.candidate("b").ejected()).isTrue();
    assertThat(providers.picked(100)).doesNotContain("b");
  }

  @Test
  void ofTwoProvidersOneCanBeLeftOut() {
    Providers providers = new Providers("a", "b");
    providers.attempts("b", 5, Outcome.FAILED);

    assertThat(providers.usable()).containsExactly("a");
  }

  @Test
  void aSingleProviderIsNeverLeftOut() {
    Providers providers = new Providers("a");
    providers.attempts("a", 50, Outcome.FAILED);

    assertThat(providers.usable()).containsExactly("a");
    assertThat(providers.candidate("a").ejected()).isTrue();
  }

  @Test
  void whenMostFailAllAreUsedAndWhenOneIsBackTheOtherIsLeftOutAgain() {
    Providers providers = new Providers("a", "b", "c");
    providers.attempts("a", 5, Outcome.FAILED);
    assertThat(providers.usable()).containsExactly("b", "c");

    providers.attempts("b", 5, Outcome.FAILED);
    assertThat(providers.usable()).containsExactly("a", "b", "c");

    providers.pass(ABSENCE);
    providers.attempts("b", 1, Outcome.WELL);
    assertThat(providers.usable()).containsExactly("b", "c");
  }

  @Test
  void ifAllFailAllAreStillTried() {
    Providers providers = new Providers("a", "b", "c");
    for (String id : new String[] {"a", "b", "c"}) {
      providers.attempts(id, 30, Outcome.FAILED);
    }

    assertThat(providers.usable()).containsExactly("a", "b", "c");
    assertThat(providers.picked(9)).contains("a", "b", "c");
  }

  @Test
  void whoCannotBeReachedCountsAsOut() {
    Providers providers = new Providers("a", "b", "c");
    providers.connection("a").reachable(false);
    providers.attempts("b", 5, Outcome.FAILED);

    assertThat(providers.usable()).as("two of three would be out").containsExactly("b", "c");
  }

  @Test
  void whoFailsIsUsedIfNobodyElseCanBeReached() {
    Providers providers = new Providers("a", "b");
    providers.attempts("b", 5, Outcome.FAILED);
    providers.connection("a").reachable(false);

    assertThat(providers.usable()).containsExactly("b");
  }

  @Test
  void afterItsAbsenceExactlyOneCallTriesAProviderAndBringsItBack() {
    Providers providers = new Providers("a", "b", "c");
    providers.attempts("b", 5, Outcome.FAILED);
    assertThat(providers.picked(10)).doesNotContain("b");

    providers.pass(ABSENCE);
    assertThat(providers.picked(10)).containsOnlyOnce("b");
    assertThat(providers.usable()).containsExactly("a", "c");
    providers.attempts("b", 1, Outcome.WELL);

    assertThat(providers.usable()).containsExactly("a", "b", "c");
    assertThat(providers.picked(9)).contains("b");
  }

  @Test
  void aProbeThatFailsKeepsItOutForLonger() {
    Providers providers = new Providers("a", "b", "c");
    providers.attempts("b", 5, Outcome.FAILED);
    providers.pass(ABSENCE);
    providers.picked(1);
    providers.attempts("b", 1, Outcome.FAILED);

    providers.pass(ABSENCE);
    assertThat(providers.picked(10)).doesNotContain("b");
    providers.pass(ABSENCE);
    assertThat(providers.picked(10)).containsOnlyOnce("b");
  }

  @Test
  void aProbeThatFailsMakesNoPickerAnew() {
    Providers providers = new Providers("a", "b", "c");
    int[] made = {0};
    providers.directory.balance(snapshot -> {
      made[0]++;
      return (invocation, tried) -> snapshot.get(0);
    });
    providers.attempts("b", 5, Outcome.FAILED);
    int before = made[0];
    providers.pass(ABSENCE);

    providers.attempts("b", 1, Outcome.FAILED);
    assertThat(made[0]).isEqualTo(before);
    providers.pass(ABSENCE.multipliedBy(2));
    providers.attempts("b", 1, Outcome.WELL);
    assertThat(made[0]).isGreaterThan(before);
  }

  @Test
  void callsThatMayNotBeRepeatedProbeOnlyAfterASecondWithoutOthers() {
    Providers providers = new Providers("a", "b");
    providers.attempts("b", 5, Outcome.FAILED);
    providers.pass(ABSENCE);
    assertThat(providers.picked("greet")).isEqualTo("a");
    assertThat(providers.picked("join")).as("a streamed request").isEqualTo("a");

    providers.pass(Duration.ofSeconds(1));
    assertThat(providers.picked("greet")).isEqualTo("b");
    assertThat(providers.picked("greet")).isEqualTo("a");
  }

  @Test
  void whatHasFailedAlreadyProbesNobody() {
    Providers providers = new Providers("a", "b", "c");
    providers.attempts("b", 5, Outcome.FAILED);
    providers.pass(ABSENCE);

    assertThat(providers.picked("find", providers.candidate("a"))).isEqualTo("c");
    assertThat(providers.picked("find")).isEqualTo("b");
  }

  @Test
  void whoCannotBeReachedIsNotProbed() {
    Providers providers = new Providers("a", "b", "c");
    providers.attempts("b", 5, Outcome.FAILED);
    providers.connection("b").reachable(false);
    providers.pass(ABSENCE);
    assertThat(providers.picked(10)).doesNotContain("b");

    providers.connection("b").reachable(true);
    assertThat(providers.picked(10)).containsOnlyOnce("b");
  }

  @Test
  void aNewConnectionMakesAProbeDueAtOnceAndNotMoreThanThat() {
    Providers providers = new Providers("a", "b", "c");
    providers.attempts("b", 5, Outcome.FAILED);

    providers.connection("b").reachable(true);

    assertThat(providers.usable()).containsExactly("a", "c");
    assertThat(providers.picked(10)).containsOnlyOnce("b");
  }

  @Test
  void aChangedRecordInTheRegistryMakesAProbeDueAtOnceAndAnUnchangedOneDoesNot() {
    Providers providers = new Providers("a", "b", "c");
    providers.attempts("b", 5, Outcome.FAILED);
    providers.list(0, "a", "b", "c");
    assertThat(providers.picked(10)).doesNotContain("b");
    int retries = providers.connection("b").retries;

    providers.list(7, "a", "b", "c");

    assertThat(providers.picked(10)).containsOnlyOnce("b");
    assertThat(providers.connection("b").retries).isEqualTo(retries + 1);
  }

  @Test
  void aStreamThatHasBegunIsAProbeThatWentWell() {
    Providers providers = new Providers("a", "b", "c");
    providers.attempts("b", 5, Outcome.FAILED);
    providers.pass(ABSENCE);

    providers.candidate("b").answered(providers.clock.nanoTime(), providers.clock.nanoTime());

    assertThat(providers.usable()).containsExactly("a", "b", "c");
  }

  @Test
  void refusalsCostFiguresButLeaveNobodyOut() {
    Providers providers = new Providers("a", "b", "c");
    providers.attempts("b", 10, Outcome.REFUSED);

    assertThat(providers.usable()).containsExactly("a", "b", "c");
    assertThat(providers.candidate("b").failureShare()).isGreaterThan(0.5);
    providers.attempts("b", 100, Outcome.REFUSED);
    assertThat(providers.usable()).containsExactly("a", "b", "c");
  }

  @Test
  void ofManyThatAreOutEachIsProbedOnce() {
    String lower = "abcdefghijklmnopqrstuvwxyz";
    Providers providers = new Providers((lower + lower.toUpperCase(Locale.ROOT)).split(""));
    for (String id : lower.split("")) {
      providers.attempts(id, 5, Outcome.FAILED);
    }
    assertThat(providers.usable()).hasSize(26);
    providers.pass(ABSENCE);

    List<String> probed = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String picked = providers.picked("find");
      if (lower.contains(picked)) {
        probed.add(picked);
      }
      providers.pass(Duration.ofMillis(10));
    }
    assertThat(probed).containsExactlyInAnyOrder(lower.split(""));
  }

  @Test
  void whoHasLeftTheRegistryIsNotProbed() {
    Providers providers = new Providers("a", "b", "c");
    providers.attempts("b", 5, Outcome.FAILED);
    providers.list(0, "a", "c");
    providers.pass(ABSENCE);

    assertThat(providers.picked(10)).doesNotContain("b");
  }

  @Test
  void afterTheEndNobodyIsProbed() {
    Providers providers = new Providers("a", "b");
    providers.attempts("b", 5, Outcome.FAILED);
    providers.pass(ABSENCE);
    providers.directory.close();

    assertThat(providers.picked("find")).isEqualTo("nobody");
  }
}
