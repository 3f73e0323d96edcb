package dev.tern.it.faults;

import dev.tern.examples.ledger.Outcome;
import java.util.List;

/** Too much to do, or one provider slower than the others. */
final class Loads {
  private Loads() {}

  static final class Overload extends Scenario {
    /** Three providers, each with four handlers of 40 ms. */
    private static final int CAPACITY = 300;

    Overload() {
      super("O1", "three times as many calls as can be handled");
    }

    @Override
    void play(Stage stage) throws Exception {
      stage.providerKeys("tern.server.handler-threads=8", "tern.server.adaptive-limit=true");
      stage.consumerKeys("tern.client.cluster=failfast"); // others wait as long as they are told, and are answered later
      stage.startProviders(3);
      Stage.Consumer consumer = stage.startConsumer(Traffic.STANDARD.perSecond(CAPACITY * 8 / 10).waiting(80, 80));
      stage.until(stage.seconds(15, 8));
      stage.mark("3x");
      consumer.process().tell("rate " + 3 * CAPACITY);
      stage.pass(stage.seconds(20, 10));
      stage.mark("0.8x");
      consumer.process().tell("rate " + CAPACITY * 8 / 10);
      stage.pass(stage.seconds(10, 6));
    }

    @Override
    void judge(Records records, Findings findings) {
      List<Outcome> before = records.calls(records.at("3x", -5), records.at("3x", 0));
      List<Outcome> during = records.calls(records.at("3x", 2), records.at("0.8x", -1));
      List<Outcome> after = records.calls(records.at("0.8x", 2), Long.MAX_VALUE);
      double seconds = (records.at("0.8x", -1) - records.at("3x", 2)) / 1e9;
      findings.atLeast("answered per second at 3x, in percent of what can be handled",
          during.stream().filter(Outcome::ok).count() / seconds * 100 / CAPACITY, 80);
      findings.atMost("p99 of answered calls at 3x, relative to that at 0.8x", Records.percentileMillis(during, 99)
          / Records.percentileMillis(before, 99), 3);
      findings.none("no call fails 2 s after it is over", after.stream().filter(Outcome::failed).toList());
    }
  }

  /** A fair share is more than the victim has time for. Needs a processor that the others have for themselves. */
  static final class Starved extends Scenario {
    Starved() {
      super("O7", "one provider of three at 20 % of a processor, p2c");
    }

    @Override
    void play(Stage stage) throws Exception {
      stage.consumerKeys("tern.client.load-balancer=p2c");
      Stage.Member victim = stage.startProviders(3).get(1);
      stage.startConsumer(Traffic.STANDARD.waiting(0, 0).busyMicros(8_000).perSecond(110));
      stage.until(4);
      Throttle throttle = stage.closing(Throttle.of(victim.process().pid(), 20));
      stage.mark("20 % by " + throttle.means);
      stage.mark("throttled");
      stage.pass(stage.seconds(20, 8));
    }

    @Override
    void judge(Records records, Findings findings) {
      Stage.Member victim = records.providers().get(1);
      findings.atMost("percent of calls to it, from a second later on",
          records.percentTo(victim, records.at("throttled", 1), Long.MAX_VALUE), 15);
    }
  }

  static final class Hedged extends Scenario {
    private static final int SLOW_MILLIS = 200;

    Hedged() {
      super("D10", "one provider of three behind a slow link, hedging under p2c");
    }

    @Override
    void play(Stage stage) throws Exception {
      stage.consumerKeys("tern.client.cluster=forking", "tern.client.load-balancer=p2c");
      List<Stage.Member> providers = stage.startProviders(3, "-");
      SlowLink link = stage.closing(new SlowLink(providers.get(1).port()));
      stage.startConsumer(Traffic.STANDARD.idempotentPercent(100).waiting(20, 20).perSecond(100), "static:127.0.0.1:"
          + providers.get(0).port() + ",127.0.0.1:" + link.port() + ",127.0.0.1:" + providers.get(2).port());
      stage.until(stage.seconds(15, 6));
      stage.mark("slow");
      link.delay(SLOW_MILLIS);
      stage.pass(stage.seconds(30, 10));
    }

    @Override
    void judge(Records records, Findings findings) {
      List<Outcome> healthy = records.calls(Long.MIN_VALUE, records.at("slow", -0.5));
      List<Outcome> slow = records.calls(records.at("slow", 2), Long.MAX_VALUE);
      findings.atMost("p99 relative to that without a slow one",
          Records.percentileMillis(slow, 99) / Records.percentileMillis(healthy, 99), 2);
      findings.atMost("attempts per call", records.attemptsPerCall(records.at("slow", 2), Long.MAX_VALUE), 1.1);
      findings.none("no call fails", records.failed(any -> true));
    }
  }
}
