package dev.tern.it.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Providers leave and come as they should. */
final class Deploys {
  private Deploys() {}

  static final class RollingRestart extends Scenario {
    private static final int SIGTERM = 128 + 15;

    private final List<Integer> exits = new ArrayList<>();

    RollingRestart() {
      super("G1", "rolling restart of all three providers, calls of 1 to 3 s");
    }

    @Override
    boolean brief() {
      return true;
    }

    @Override
    void play(Stage stage) throws Exception {
      boolean full = stage.seconds(1, 0) > 0;
      stage.providerKeys("tern.server.handler-threads=600");
      List<Stage.Member> standing = new ArrayList<>(stage.startProviders(3));
      stage.startConsumer(Traffic.STANDARD.waiting(full ? 1_000 : 100, full ? 3_000 : 1_500)
          .deadline(Duration.ofSeconds(10)));
      stage.until(stage.seconds(5, 2));
      for (int round = 0; round < (full ? 3 : 1); round++) {
        for (int i = 0; i < standing.size(); i++) {
          Stage.Member leaving = standing.get(i);
          stage.mark("SIGTERM of " + (i + 1) + (full ? ", round " + (round + 1) : ""));
          leaving.process().terminate();
          exits.add(leaving.process().awaitExit(Duration.ofSeconds(60)));
          standing.set(i, stage.startProviders(1).get(0));
          stage.pass(1);
        }
      }
      stage.pass(stage.seconds(5, 1));
    }

    @Override
    void judge(Records records, Findings findings) {
      findings.none("no call fails", records.failed(any -> true));
      findings.none("every process ends as one that was asked to",
          exits.stream().filter(exit -> exit != SIGTERM).toList());
      findings.atLeast("restarts", exits.size(), 3);
    }
  }

  static final class ColdJoin extends Scenario {
    ColdJoin() {
      super("G6", "a fourth, cold provider joins three");
    }

    @Override
    void play(Stage stage) throws Exception {
      stage.startProviders(3);
      stage.startConsumer(Traffic.STANDARD);
      stage.until(5);
      stage.deed("fourth", () -> stage.startProviders(1));
      stage.pass(stage.seconds(40, 20));
      stage.mark("end");
    }

    @Override
    void judge(Records records, Findings findings) {
      Stage.Member fourth = records.providers().get(3);
      findings.none("no call fails", records.failed(any -> true));
      double first = records.percentTo(fourth, records.at("fourth, done", 0), records.at("fourth, done", 3));
      double last = records.percentTo(fourth, records.at("end", -5), records.at("end", 0));
      findings.atMost("percent of attempts to it in the first 3 s", first, 20);
      findings.atLeast("percent more in the last 5 s", last - first, 2);
    }
  }
}
