package dev.tern.it.faults;

import dev.tern.examples.ledger.Rule;
import dev.tern.examples.ledger.Verdict;
import java.nio.file.Path;
import java.util.List;

/** Carries out one scenario and judges it. */
final class Run {
  /** A call may end so much after its deadline: twice what is promised, on a machine where more is going on. */
  private static final double WORST_MILLIS = 2.0 * Verdict.GRACE.toMillis();

  private Run() {}

  /**
   * @param registry {@code file} or {@code etcd}
   * @param full for the figures as promised; else a short look
   * @param directory for the files of the ledger
   */
  static Result of(Scenario scenario, String registry, boolean full, Path directory) throws Exception {
    Records records;
    try (Stage stage = new Stage(directory, registry, full)) {
      scenario.play(stage);
      stage.consumers().forEach(stage::stop);
      records = stage.records();
    }
    Findings findings = new Findings();
    judgeLedger(records, findings);
    scenario.judge(records, findings);
    return new Result(scenario, registry, records, findings.all());
  }

  private static void judgeLedger(Records records, Findings findings) {
    for (Rule rule : List.of(Rule.L1, Rule.L2, Rule.L3)) {
      findings.none(rule.toString(), records.verdict().breaches().stream().filter(breach -> breach.rule() == rule)
          .toList());
    }
    findings.none("L4 every call has an outcome",
        records.calls().stream().filter(call -> call.end() == null).toList());
    findings.none("L4 no outcome twice, none without a call", records.verdict().breaches().stream()
        .filter(breach -> breach.rule() == Rule.L4 && !breach.what().startsWith("took ")).toList());
    findings.atMost("L4 worst ms after the deadline", records.worstLatenessMillis(), WORST_MILLIS);
    findings.check("calls were made", !records.calls().isEmpty(), records.calls().size());
  }
}
