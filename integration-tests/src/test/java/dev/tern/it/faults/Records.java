package dev.tern.it.faults;

import dev.tern.api.Execution;
import dev.tern.examples.ledger.AttemptLog;
import dev.tern.examples.ledger.ExecutionLog;
import dev.tern.examples.ledger.Outcome;
import dev.tern.examples.ledger.Verdict;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What both sides wrote down of one run, read once, and the figures made of it. Points in time are nanoseconds of
 * {@link System#nanoTime()}, which all processes of a Linux machine share.
 */
final class Records {
  private final long begunNanos;
  private final Map<String, Long> marks;
  private final List<Stage.Member> providers;
  private final List<Outcome> calls;
  private final List<AttemptLog.Line> attempts;
  private final Map<String, Integer> attemptsById = new HashMap<>();
  private final Verdict verdict;

  Records(long begunNanos, Map<String, Long> marks, List<Stage.Member> providers, List<Stage.Consumer> consumers) {
    this.begunNanos = begunNanos;
    this.marks = Collections.unmodifiableMap(new LinkedHashMap<>(marks));
    this.providers = List.copyOf(providers);
    List<Path> outcomes = consumers.stream().map(Stage.Consumer::outcomes).toList();
    this.calls = Outcome.read(outcomes);
    this.attempts = consumers.stream().flatMap(consumer -> AttemptLog.read(consumer.attempts()).stream()).toList();
    attempts.forEach(attempt -> attemptsById.merge(attempt.id(), 1, Integer::sum));
    this.verdict = Verdict.of(providers.stream().map(Stage.Member::executions).toList(), outcomes);
  }

  Verdict verdict() {
    return verdict;
  }

  Map<String, Long> marks() {
    return marks;
  }

  long begunNanos() {
    return begunNanos;
  }

  /** When something was done, and so many seconds later. */
  long at(String mark, double laterSeconds) {
    Long nanos = marks.get(mark);
    if (nanos == null) {
      throw new IllegalArgumentException("nothing is marked \"" + mark + "\", but " + marks.keySet());
    }
    return nanos + (long) (laterSeconds * TimeUnit.SECONDS.toNanos(1));
  }

  List<Stage.Member> providers() {
    return providers;
  }

  List<Outcome> calls() {
    return calls;
  }

  /** Calls that began then. */
  List<Outcome> calls(long from, long to) {
    return calls.stream().filter(call -> call.begunNanos() >= from && call.begunNanos() < to).toList();
  }

  List<Outcome> failed(Predicate<Outcome> which) {
    return calls.stream().filter(Outcome::failed).filter(which).toList();
  }

  long labelled(Execution label) {
    return calls.stream().filter(call -> call.end() != null && call.end().label() == label).count();
  }

  /** How often handlers ran for calls that had run before: idempotent ones that were repeated. */
  long duplicates() {
    long distinct = providers.stream().flatMap(provider -> ExecutionLog.read(provider.executions()).stream()).distinct()
        .count();
    return verdict.executions() - distinct;
  }

  Stream<AttemptLog.Line> attempts(long from, long to) {
    return attempts.stream().filter(attempt -> attempt.atNanos() >= from && attempt.atNanos() < to);
  }

  /** Of the calls that began then, over their whole lives. */
  double attemptsPerCall(long from, long to) {
    List<Outcome> those = calls(from, to);
    long made = those.stream().mapToLong(call -> attemptsById.getOrDefault(call.id(), 0)).sum();
    return those.isEmpty() ? 0 : (double) made / those.size();
  }

  double attemptsPerCall() {
    return attemptsPerCall(Long.MIN_VALUE, Long.MAX_VALUE);
  }

  int attemptsOf(Outcome call) {
    return attemptsById.getOrDefault(call.id(), 0);
  }

  /** Share of the attempts of that time that went to this provider, in percent. */
  double percentTo(Stage.Member provider, long from, long to) {
    long all = attempts(from, to).count();
    long there = attempts(from, to).filter(attempt -> attempt.port() == provider.port()).count();
    return all == 0 ? 0 : 100.0 * there / all;
  }

  /** Calls that had an attempt on this provider. */
  Set<String> triedOn(Stage.Member provider) {
    Set<String> ids = new HashSet<>();
    attempts.stream().filter(attempt -> attempt.port() == provider.port()).forEach(attempt -> ids.add(attempt.id()));
    return ids;
  }

  long executions(Stage.Member provider) {
    return ExecutionLog.read(provider.executions()).size();
  }

  /** Time that answered calls took, in milliseconds: of all but the slowest so many percent. */
  static double percentileMillis(List<Outcome> calls, double percent) {
    long[] took = calls.stream().filter(Outcome::ok).mapToLong(Outcome::tookNanos).sorted().toArray();
    return took.length == 0 ? 0 : took[(int) Math.ceil(took.length * percent / 100) - 1] / 1e6;
  }

  /** How long after its deadline the latest call ended, in milliseconds; negative if none did. */
  double worstLatenessMillis() {
    return calls.stream().filter(call -> call.end() != null)
        .mapToLong(call -> call.tookNanos() - call.timeoutNanos()).max().orElse(0) / 1e6;
  }
}
