package dev.tern.it.faults;

import dev.tern.api.Execution;
import dev.tern.examples.ledger.AttemptLog;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Everybody fails, or the registry is gone. */
final class Outages {
  private Outages() {}

  static final class AllUnavailable extends Scenario {
    private static final double SETTLED_SECONDS = 10;

    private double settled;

    AllUnavailable() {
      super("D8", "all providers turn calls away with UNAVAILABLE");
    }

    @Override
    void play(Stage stage) throws Exception {
      settled = stage.seconds(SETTLED_SECONDS, 5);
      List<Stage.Member> providers = stage.startProviders(3);
      stage.startConsumer(Traffic.STANDARD.perSecond(400));
      stage.until(5);
      stage.deed("unavailable", () -> providers.forEach(one -> one.process().tell("unavailable")));
      stage.pass(stage.seconds(30, 12));
      stage.deed("healed", () -> providers.forEach(one -> one.process().tell("available")));
      stage.pass(settled + 5);
    }

    @Override
    void judge(Records records, Findings findings) {
      findings.atMost("attempts per call during the outage, once settled",
          records.attemptsPerCall(records.at("unavailable, done", settled), records.at("healed", -1)), 1.2);
      findings.atMost("attempts per call after it, once settled",
          records.attemptsPerCall(records.at("healed, done", settled), Long.MAX_VALUE), 1.01);
      findings.none("no call fails then",
          records.failed(call -> call.begunNanos() > records.at("healed, done", settled)));
      findings.none("every call fails during it as not executed", records.failed(call -> call.end() != null
          && call.end().label() != Execution.NOT_EXECUTED));
    }
  }

  static final class RegistryDead extends Scenario {
    private static final double AGAIN_SECONDS = 5;

    private Set<Integer> foundByNewcomer = Set.of();

    RegistryDead() {
      super("R1", "the registry is dead for a while");
    }

    @Override
    boolean brief() {
      return true;
    }

    @Override
    void play(Stage stage) throws Exception {
      stage.startProviders(3);
      stage.startConsumer(Traffic.STANDARD);
      stage.until(3);
      stage.deed("registry dead", stage.registry()::takeAway);
      stage.pass(stage.seconds(60, 8));
      stage.deed("registry back", stage.registry()::giveBack);
      stage.pass(AGAIN_SECONDS);
      Stage.Consumer newcomer = stage.startConsumer(Traffic.STANDARD.perSecond(50));
      stage.pass(2);
      foundByNewcomer = AttemptLog.read(newcomer.attempts()).stream().map(AttemptLog.Line::port)
          .collect(Collectors.toSet());
    }

    @Override
    void judge(Records records, Findings findings) {
      findings.none("no call fails", records.failed(any -> true));
      findings.check("who knows nothing yet finds all three 5 s after it is back", foundByNewcomer.size() == 3,
          foundByNewcomer.size());
    }
  }
}
