package dev.tern.examples.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each rule, kept and broken, on files written by hand. */
class VerdictTest {
  /** Timeout 1,000 ms, begun at 0. */
  private static final String IDEMPOTENT = "begin a-1 idempotent 0 1000000000\n";
  private static final String ONCE = "begin a-1 once 0 1000000000\n";
  private static final String OK = "ok a-1 5000000\n";
  private static final String MAYBE = "failed a-1 5000000 MAYBE_EXECUTED UNAVAILABLE\n";
  private static final String NOT_EXECUTED = "failed a-1 5000000 NOT_EXECUTED UNAVAILABLE\n";

  @TempDir
  private Path directory;

  private Verdict verdict(String outcomes, String... executions) throws IOException {
    Path outcomeLog = Files.writeString(directory.resolve("outcomes"), outcomes);
    Path[] executionLogs = new Path[executions.length];
    for (int i = 0; i < executions.length; i++) {
      executionLogs[i] = Files.writeString(directory.resolve("executions-" + i), executions[i]);
    }
    return Verdict.of(List.of(executionLogs), List.of(outcomeLog));
  }

  @Test
  void aCallThatRanOnceAndWasAnsweredBreaksNothing() throws IOException {
    Verdict verdict = verdict(ONCE + OK, "a-1\n");

    assertThat(verdict.holds()).isTrue();
    assertThat(verdict.toString()).startsWith("ledger: 1 calls, 1 OK, 0 failed, 1 executions, every rule holds\n");
  }

  @Test
  void anIdempotentCallMayRunOnTwoProviders() throws IOException {
    Verdict verdict = verdict(IDEMPOTENT + OK, "a-1\n", "a-1\n");

    assertThat(verdict.holds()).isTrue();
    assertThat(verdict.executions()).isEqualTo(2);
  }

  @Test
  void aCallThatMayHaveBeenExecutedMayOrMayNotHaveRun() throws IOException {
    assertThat(verdict(ONCE + MAYBE, "a-1\n").holds()).isTrue();
    assertThat(verdict(ONCE + MAYBE, "").holds()).isTrue();
  }

  @Test
  void okThatNeverRanBreaksL1() throws IOException {
    Verdict verdict = verdict(IDEMPOTENT + OK, "");

    assertThat(verdict.breaches()).hasToString(
        "[L1 OK means executed, exactly once if not idempotent: call a-1 was answered OK, but never ran]");
  }

  @Test
  void okThatRanTwiceBreaksL1AndL3IfTheMethodIsNotIdempotent() throws IOException {
    Verdict verdict = verdict(ONCE + OK, "a-1\n", "a-1\n");

    assertThat(verdict.breaches()).extracting(Verdict.Breach::rule).containsExactly(Rule.L1, Rule.L3);
    assertThat(verdict.breaches()).extracting(Verdict.Breach::what)
        .containsExactly("was answered OK, but ran 2 times", "is not idempotent, but ran 2 times");
  }

  @Test
  void aCallLabelledNotExecutedThatRanBreaksL2() throws IOException {
    Verdict verdict = verdict(IDEMPOTENT + NOT_EXECUTED, "a-1\n");

    assertThat(verdict.breaches()).hasToString(
        "[L2 NOT_EXECUTED means not executed: call a-1 failed as NOT_EXECUTED, but ran]");
    assertThat(verdict(IDEMPOTENT + NOT_EXECUTED, "").holds()).isTrue();
  }

  @Test
  void aFailedCallThatRanTwiceBreaksL3IfTheMethodIsNotIdempotent() throws IOException {
    assertThat(verdict(ONCE + MAYBE, "a-1\na-1\n").breaches()).extracting(Verdict.Breach::rule)
        .containsExactly(Rule.L3);
    assertThat(verdict(IDEMPOTENT + MAYBE, "a-1\na-1\n").holds()).isTrue();
  }

  @Test
  void aCallWithoutOutcomeBreaksL4() throws IOException {
    assertThat(verdict(ONCE, "").breaches()).hasToString(
        "[L4 one outcome per call, by its deadline: call a-1 has 0 outcomes]");
  }

  @Test
  void aCallWithTwoOutcomesBreaksL4() throws IOException {
    assertThat(verdict(ONCE + OK + MAYBE, "a-1\n").breaches()).extracting(Verdict.Breach::what)
        .containsExactly("has 2 outcomes");
  }

  @Test
  void anOutcomeLaterThanTheDeadlineAndAGraceBreaksL4() throws IOException {
    assertThat(verdict(ONCE + "ok a-1 1250000000\n", "a-1\n").holds()).isTrue();
    assertThat(verdict(ONCE + "ok a-1 1251000000\n", "a-1\n").breaches()).hasToString(
        "[L4 one outcome per call, by its deadline: call a-1 took 1251 ms of 1000 ms]");
  }

  @Test
  void anExecutionThatNobodyAskedForBreaksL4() throws IOException {
    assertThat(verdict("", "a-1\n").breaches()).extracting(Verdict.Breach::what)
        .containsExactly("was never made, but has 1 executions");
  }

  @Test
  void aLastLineThatWasCutOffIsLeftOut() throws IOException {
    Verdict verdict = verdict(ONCE + OK + "begin a-2 on", "a-1\na-");

    assertThat(verdict.holds()).isTrue();
    assertThat(verdict.calls()).isEqualTo(1);
  }

  @Test
  void aForeignLineIsRefusedByFileAndNumber() {
    assertThatThrownBy(() -> verdict(ONCE + "okay a-1 7\n")).isInstanceOf(IllegalArgumentException.class)
        .hasMessage(directory.resolve("outcomes") + ":2: \"okay a-1 7\" is no line of an outcome log");
  }

  @Test
  void onlyTheFirstTenBreachesAreSpelledOut() throws IOException {
    StringBuilder executions = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      executions.append("x-").append(i).append('\n');
    }

    Verdict verdict = verdict("", executions.toString());

    assertThat(verdict.broken(Rule.L4)).isEqualTo(12);
    assertThat(verdict.toString().lines()).hasSize(12).last().isEqualTo("  and 2 more");
  }
}
