package dev.tern.it.faults;

import dev.tern.api.Execution;
import dev.tern.examples.ledger.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Nothing goes wrong, or a provider dies at once. */
final class Crashes {
  /** A call may have left just before the system said that nobody is there any more. */
  private static final double ON_ITS_WAY_SECONDS = 0.25;
  /** What an attempt may take of a deadline of one second: who has to wait for it has met somebody dead. */
  private static final double ATTEMPT_MILLIS = 400;

  private Crashes() {}

  static final class NoFault extends Scenario {
    private static final double SETTLING_SECONDS = 3;

    NoFault() {
      super("D1", "no fault");
    }

    @Override
    boolean brief() {
      return true;
    }

    @Override
    void play(Stage stage) throws Exception {
      stage.consumerKeys("tern.client.warm-up=0s"); // processes start some seconds apart
      stage.startProviders(3);
      stage.startConsumer(Traffic.STANDARD);
      stage.until(SETTLING_SECONDS); // calls of the warm-up that a busy machine let time out leave a provider out for a second
      stage.mark("settled");
      stage.pass(stage.seconds(30, 6));
    }

    @Override
    void judge(Records records, Findings findings) {
      findings.none("no call fails", records.failed(any -> true));
      findings.atMost("executions per call", (double) records.verdict().executions() / records.calls().size(), 1);
      for (Stage.Member provider : records.providers()) {
        double share = records.percentTo(provider, records.at("settled", 0), Long.MAX_VALUE);
        findings.atMost("a provider's distance from its fair share, in percent", Math.abs(3 * share - 100), 2);
      }
    }
  }

  /** What a crash may cost, however big the requests are. */
  private abstract static class Killed extends Scenario {
    Killed(String id, String text) {
      super(id, text);
    }

    @Override
    boolean brief() {
      return true;
    }

    final void killAfter(Stage stage, double seconds) throws Exception {
      Stage.Member victim = stage.records().providers().get(1);
      stage.until(seconds);
      stage.deed("kill -9 of one", victim.process()::kill);
      stage.pass(seconds);
    }

    @Override
    void judge(Records records, Findings findings) {
      Stage.Member victim = records.providers().get(1);
      findings.none("no idempotent call fails", records.failed(Outcome::idempotent));
      Set<String> onVictim = records.triedOn(victim);
      long dead = records.at("kill -9 of one, done", ON_ITS_WAY_SECONDS);
      findings.none("others fail only in the victim's hands",
          records.failed(call -> !onVictim.contains(call.id()) || call.begunNanos() > dead));
      long recovered = records.at("kill -9 of one", 1);
      findings.none("no call that begins a second later fails",
          records.failed(call -> call.begunNanos() > recovered));
      List<Outcome> before = records.calls(Long.MIN_VALUE, records.at("kill -9 of one", 0));
      List<Outcome> after = records.calls(recovered, Long.MAX_VALUE);
      findings.atMost("p99 ms from a second later on", Records.percentileMillis(after, 99),
          Math.max(ATTEMPT_MILLIS, 4 * Records.percentileMillis(before, 99)));
      findings.atLeast("calls on the victim before", records.executions(victim), 1);
    }
  }

  static final class KilledProvider extends Killed {
    KilledProvider() {
      super("D2", "kill -9 of one provider of three");
    }

    @Override
    void play(Stage stage) throws Exception {
      stage.startProviders(3);
      stage.startConsumer(Traffic.STANDARD);
      killAfter(stage, stage.seconds(15, 4));
    }
  }

  static final class BigRequests extends Killed {
    private static final int BYTES = 8 << 20;

    BigRequests() {
      super("D11", "requests of 8 MiB, kill -9 of one provider of three");
    }

    @Override
    void play(Stage stage) throws Exception {
      stage.providerKeys("tern.server.max-message-bytes=16MiB");
      stage.consumerKeys("tern.client.max-message-bytes=16MiB");
      stage.startProviders(3);
      stage.startConsumer(Traffic.STANDARD.perSecond(6).payloadBytes(BYTES).deadline(Duration.ofSeconds(3)));
      killAfter(stage, stage.seconds(15, 5));
    }

    @Override
    void judge(Records records, Findings findings) {
      super.judge(records, findings);
      findings.atMost("attempts of a call that is not idempotent and ran", records.calls().stream()
          .filter(call -> !call.idempotent() && call.failed() && call.end() != null
              && call.end().label() == Execution.MAYBE_EXECUTED)
          .mapToDouble(call -> records.attemptsOf(call)).max().orElse(0), 1);
    }
  }
}
