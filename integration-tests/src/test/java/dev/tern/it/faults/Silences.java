package dev.tern.it.faults;

import dev.tern.examples.ledger.Outcome;
import java.util.List;

/** Providers that say nothing any more: packets are dropped or connections reset, or their processes stand still. */
final class Silences {
  /** Of a deadline of one second an idempotent attempt may take 0.4; a second after that, a silent peer is noticed. */
  private static final double NOTICED_SECONDS = 1.4;
  private static final double BACK_SECONDS = 10;

  private Silences() {}

  /** One of three falls silent, and comes back. */
  private abstract static class OneSilent extends Scenario {
    OneSilent(String id, String text) {
      super(id, text);
    }

    abstract void silence(Stage.Member victim);

    abstract void heal(Stage.Member victim);

    @Override
    final void play(Stage stage) throws Exception {
      Stage.Member victim = stage.startProviders(3).get(1);
      stage.startConsumer(Traffic.STANDARD);
      stage.until(5);
      stage.deed("silent", () -> silence(victim));
      stage.pass(stage.seconds(20, 6));
      stage.deed("healed", () -> heal(victim));
      stage.pass(BACK_SECONDS + 5);
    }

    @Override
    void judge(Records records, Findings findings) {
      Stage.Member victim = records.providers().get(1);
      findings.none("no idempotent call fails", records.failed(Outcome::idempotent));
      findings.atMost("percent of attempts to it, 1 s after the first attempt timeout",
          records.percentTo(victim, records.at("silent, done", NOTICED_SECONDS), records.at("healed", 0)), 1);
      findings.none("no call that begins then fails but on it", records.failed(call ->
          call.begunNanos() > records.at("silent, done", NOTICED_SECONDS)
              && call.begunNanos() < records.at("healed", 0) && !records.triedOn(victim).contains(call.id())));
      findings.atLeast("percent of attempts to it, 10 s after it was healed",
          records.percentTo(victim, records.at("healed, done", BACK_SECONDS), Long.MAX_VALUE), 20);
      findings.none("no call fails from then on",
          records.failed(call -> call.begunNanos() > records.at("healed, done", BACK_SECONDS)));
    }
  }

  static final class Dropped extends OneSilent {
    Dropped() {
      super("E1", "packets to and from one provider of three are dropped");
    }

    @Override
    boolean alone() {
      return true;
    }

    @Override
    void silence(Stage.Member victim) {
      PrivateNetwork.inside().drop(victim.port());
    }

    @Override
    void heal(Stage.Member victim) {
      PrivateNetwork.inside().heal();
    }
  }

  static final class Frozen extends OneSilent {
    Frozen() {
      super("P4", "SIGSTOP of one provider of three");
    }

    @Override
    void silence(Stage.Member victim) {
      victim.process().signal("STOP");
    }

    @Override
    void heal(Stage.Member victim) {
      victim.process().signal("CONT");
    }
  }

  static final class Reset extends Scenario {
    Reset() {
      super("E2", "connections to one provider of three are reset and refused");
    }

    @Override
    boolean brief() {
      return true;
    }

    @Override
    boolean alone() {
      return true;
    }

    @Override
    void play(Stage stage) throws Exception {
      Stage.Member victim = stage.startProviders(3).get(1);
      stage.startConsumer(Traffic.STANDARD);
      stage.until(3);
      stage.deed("reset", () -> PrivateNetwork.inside().reset(victim.port()));
      stage.pass(stage.seconds(15, 4));
      stage.deed("healed", () -> PrivateNetwork.inside().heal());
      stage.pass(BACK_SECONDS + stage.seconds(5, 2));
    }

    @Override
    void judge(Records records, Findings findings) {
      Stage.Member victim = records.providers().get(1);
      findings.none("no idempotent call fails", records.failed(Outcome::idempotent));
      findings.none("others fail within a second only, and on it", records.failed(call ->
          call.begunNanos() > records.at("reset, done", 1) || !records.triedOn(victim).contains(call.id())));
      findings.atLeast("percent of attempts to it, 10 s after it was healed",
          records.percentTo(victim, records.at("healed, done", BACK_SECONDS), Long.MAX_VALUE), 20);
    }
  }

  static final class MostBad extends Scenario {
    MostBad() {
      super("E8", "SIGSTOP of two providers of three, then of the third too");
    }

    @Override
    void play(Stage stage) throws Exception {
      List<Stage.Member> providers = stage.startProviders(3);
      stage.startConsumer(Traffic.STANDARD);
      stage.until(5);
      stage.deed("two stopped", () -> providers.stream().limit(2).forEach(one -> one.process().signal("STOP")));
      stage.pass(stage.seconds(10, 6));
      stage.deed("all stopped", () -> providers.get(2).process().signal("STOP"));
      stage.pass(stage.seconds(8, 5));
      stage.deed("healed", () -> providers.forEach(one -> one.process().signal("CONT")));
      stage.pass(BACK_SECONDS + 3);
    }

    @Override
    void judge(Records records, Findings findings) {
      long left = records.at("two stopped, done", 3);
      long gone = records.at("all stopped", -1);
      findings.atLeast("with one left, percent of attempts to it",
          records.percentTo(records.providers().get(2), left, gone), 30);
      List<Outcome> meanwhile = records.calls(left, gone);
      findings.atLeast("with one left, percent of calls answered", // retries are few, by their budget
          100.0 * meanwhile.stream().filter(Outcome::ok).count() / meanwhile.size(), 33);
      long from = records.at("all stopped, done", 2);
      long to = records.at("healed", 0);
      findings.atLeast("with none left, attempts per call", records.attemptsPerCall(from, to), 0.9);
      for (Stage.Member provider : records.providers()) {
        findings.atLeast("with none left, percent of attempts to one of them",
            records.percentTo(provider, from, to), 5);
      }
      findings.none("no call fails 10 s after all were healed",
          records.failed(call -> call.begunNanos() > records.at("healed, done", BACK_SECONDS)));
    }
  }
}
