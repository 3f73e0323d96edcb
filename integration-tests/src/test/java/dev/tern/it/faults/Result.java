package dev.tern.it.faults;

import dev.tern.api.Execution;
import dev.tern.examples.ledger.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How one scenario ended. */
record Result(Scenario scenario, String registry, Records records, List<Findings.Finding> findings) {
  /** Head of the table whose lines are {@link #row}. */
  static final String HEAD = """
      | scenario | registry | calls | ok | failed | not executed | maybe | duplicates | attempts per call \
      | p50 ms | p99 ms | worst ms after deadline | verdict |
      |---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|
      """;

  boolean holds() {
    return findings.stream().allMatch(Findings.Finding::holds);
  }

  String row() {
    Verdict verdict = records.verdict();
    return String.format(Locale.ROOT, "| %s | %s | %d | %d | %d | %d | %d | %d | %.3f | %.1f | %.1f | %.0f | %s |%n",
        scenario.id(), registry, verdict.calls(), verdict.ok(), verdict.failed(),
        records.labelled(Execution.NOT_EXECUTED), records.labelled(Execution.MAYBE_EXECUTED), records.duplicates(),
        records.attemptsPerCall(), Records.percentileMillis(records.calls(), 50),
        Records.percentileMillis(records.calls(), 99), records.worstLatenessMillis(), holds() ? "holds" : "BROKEN");
  }

  /** Every promise and what was found. */
  String details() {
    return "### " + scenario.id() + ": " + scenario.text() + "\n\n" + records.marks().entrySet().stream()
        .map(mark -> String.format(Locale.ROOT, "- %.1f s: %s%n", (mark.getValue() - records.begunNanos()) / 1e9,
            mark.getKey())).collect(Collectors.joining())
        + "\n" + findings.stream().map(finding -> "    " + finding + "\n").collect(Collectors.joining());
  }
}
