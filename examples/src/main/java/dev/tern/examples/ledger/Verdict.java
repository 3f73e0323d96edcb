package dev.tern.examples.ledger;

import dev.tern.api.Execution;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger says after a run, from the files of both sides alone.
 *
 * @param calls how many were made
 * @param ok how many of them were answered with a value
 * @param failed how many of them failed
 * @param executions how often a handler ran: more than {@code calls} where idempotent calls were repeated
 * @param breaches every rule broken; empty if all hold
 */
public record Verdict(long calls, long ok, long failed, long executions, List<Breach> breaches) {
  /** How much later than its deadline a call may end: what a busy scheduler takes. */
  public static final Duration GRACE = Duration.ofMillis(250);

  private static final int SHOWN = 10;
  private static final String HOLDS = """
      every rule holds
        every answer matches an execution
        nothing ran that was reported as not executed
        nothing that is not idempotent ran twice
        every call ended once, by its deadline""";

  public Verdict {
    breaches = List.copyOf(breaches);
  }

  /**
   * One call that broke a rule.
   *
   * @param rule which
   * @param id of the call
   * @param what happened instead
   */
  public record Breach(Rule rule, String id, String what) {
    @Override
    public String toString() {
      return rule + ": call " + id + " " + what;
    }
  }

  /**
   * Judges a run that has ended: no call is under way any more.
   *
   * @param executionLogs of all providers, those that were killed included
   * @param outcomeLogs of all consumers
   * @throws IllegalArgumentException for a line that no log wrote
   * @throws java.io.UncheckedIOException if a file cannot be read
   */
  public static Verdict of(Collection<Path> executionLogs, Collection<Path> outcomeLogs) {
    Map<String, Story> stories = new HashMap<>();
    outcomeLogs.forEach(file -> OutcomeLog.read(file).forEach(entry -> story(stories, entry.id()).add(entry)));
    executionLogs.forEach(file -> ExecutionLog.read(file).forEach(id -> story(stories, id).executions++));
    List<Breach> breaches = new ArrayList<>();
    long calls = 0;
    long ok = 0;
    long failed = 0;
    long executions = 0;
    for (Story story : stories.values()) {
      story.judge(breaches);
      calls += story.begun == null ? 0 : 1;
      ok += story.endedOk() ? 1 : 0;
      failed += story.endedFailed() ? 1 : 0;
      executions += story.executions;
    }
    return new Verdict(calls, ok, failed, executions, breaches);
  }

  private static Story story(Map<String, Story> stories, String id) {
    return stories.computeIfAbsent(id, Story::new);
  }

  /** True if no rule was broken. */
  public boolean holds() {
    return breaches.isEmpty();
  }

  /** How often one rule was broken. */
  public long broken(Rule rule) {
    return breaches.stream().filter(breach -> breach.rule() == rule).count();
  }

  /** One line of counts, then what holds or the first ten breaches. */
  @Override
  public String toString() {
    return "ledger: " + calls + " calls, " + ok + " OK, " + failed + " failed, " + executions + " executions, "
        + (holds() ? HOLDS : breaches.size() + " breaches")
        + breaches.stream().limit(SHOWN).map(breach -> "\n  " + breach).collect(Collectors.joining())
        + (breaches.size() > SHOWN ? "\n  and " + (breaches.size() - SHOWN) + " more" : "");
  }

  /** Everything the files say about one call. */
  private static final class Story {
    final String id;
    final List<LedgerEntry.Ended> ends = new ArrayList<>(1);
    LedgerEntry.@Nullable Begun begun;
    int executions;

    Story(String id) {
      this.id = id;
    }

    void add(LedgerEntry entry) {
      if (entry instanceof LedgerEntry.Begun first) {
        if (begun != null) {
          throw new IllegalArgumentException("call " + id + " begins twice: the ids are not fresh");
        }
        begun = first;
      } else {
        ends.add((LedgerEntry.Ended) entry);
      }
    }

    boolean endedOk() {
      return ends.stream().anyMatch(LedgerEntry.Succeeded.class::isInstance);
    }

    boolean endedFailed() {
      return ends.stream().anyMatch(LedgerEntry.Failed.class::isInstance);
    }

    void judge(List<Breach> breaches) {
      if (begun == null) {
        breaches.add(new Breach(Rule.L4, id, "was never made, but has " + executions + " executions"));
        return;
      }
      boolean idempotent = begun.idempotent();
      if (endedOk() && executions == 0) {
        breaches.add(new Breach(Rule.L1, id, "was answered OK, but never ran"));
      }
      if (endedOk() && !idempotent && executions > 1) {
        breaches.add(new Breach(Rule.L1, id, "was answered OK, but ran " + executions + " times"));
      }
      if (executions > 0 && ends.stream().anyMatch(Story::saysNotExecuted)) {
        breaches.add(new Breach(Rule.L2, id, "failed as NOT_EXECUTED, but ran"));
      }
      if (!idempotent && executions > 1) {
        breaches.add(new Breach(Rule.L3, id, "is not idempotent, but ran " + executions + " times"));
      }
      judgeEnds(begun, breaches);
    }

    private void judgeEnds(LedgerEntry.Begun start, List<Breach> breaches) {
      if (ends.size() != 1) {
        breaches.add(new Breach(Rule.L4, id, "has " + ends.size() + " outcomes"));
      }
      long latest = ends.stream().mapToLong(end -> end.atNanos() - start.atNanos()).max().orElse(0);
      if (latest > start.timeoutNanos() + GRACE.toNanos()) {
        breaches.add(new Breach(Rule.L4, id, "took " + Duration.ofNanos(latest).toMillis() + " ms of "
            + Duration.ofNanos(start.timeoutNanos()).toMillis() + " ms"));
      }
    }

    private static boolean saysNotExecuted(LedgerEntry.Ended end) {
      return end instanceof LedgerEntry.Failed failure && failure.label() == Execution.NOT_EXECUTED;
    }
  }
}
