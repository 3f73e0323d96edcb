package dev.tern.it.faults;

import dev.tern.api.Execution;
import java.nio.file.Path;
import java.util.List;

/** Calls that are kept until a provider is back: none may be lost without a word. */
final class Failbacks {
  /** Only what was accepted is answered; it has to have run by the end, which L1 says. */
  private static final Traffic TASKS = Traffic.STANDARD.idempotentPercent(100);

  private Failbacks() {}

  static final class Overflow extends Scenario {
    private static final int QUEUE = 100;

    Overflow() {
      super("B1", "1,000 failback calls while nobody takes them, a queue of 100");
    }

    @Override
    void play(Stage stage) throws Exception {
      stage.consumerKeys("tern.client.cluster=failback?queue=" + QUEUE + "&every=1s&retries=60");
      List<Stage.Member> providers = stage.startProviders(3);
      providers.forEach(one -> one.process().tell("unavailable"));
      Stage.Consumer consumer = stage.startConsumer(TASKS.perSecond(200));
      stage.until(5);
      stage.mark("enough");
      consumer.process().tell("rate 0");
      stage.pass(1);
      stage.deed("available", () -> providers.forEach(one -> one.process().tell("available")));
      stage.pass(15); // paid by the retry budget, 10 a second
    }

    @Override
    void judge(Records records, Findings findings) {
      findings.atLeast("calls", records.calls().size(), 900);
      findings.check("accepted: what the queue holds", records.verdict().ok() == QUEUE, records.verdict().ok());
      findings.check("all others refused as not executed",
          records.labelled(Execution.NOT_EXECUTED) == records.calls().size() - QUEUE,
          records.labelled(Execution.NOT_EXECUTED));
    }
  }

  static final class Terminated extends Scenario {
    Terminated() {
      super("B3", "SIGTERM of a consumer whose journal holds failback calls, and its next life");
    }

    @Override
    void play(Stage stage) throws Exception {
      Path journal = stage.path("journal");
      stage.consumerKeys("tern.client.cluster=failback?queue=1000&every=1s&retries=60&journal=" + journal);
      List<Stage.Member> providers = stage.startProviders(3);
      providers.forEach(one -> one.process().tell("unavailable"));
      Stage.Consumer first = stage.startConsumer(TASKS.perSecond(50));
      stage.until(4);
      stage.mark("SIGTERM of the consumer");
      stage.terminate(first);
      stage.deed("available", () -> providers.forEach(one -> one.process().tell("available")));
      stage.startConsumer(TASKS.perSecond(1));
      stage.pass(28); // paid by the retry budget: a hundred, then 10 a second
    }

    @Override
    void judge(Records records, Findings findings) {
      findings.atLeast("accepted", records.verdict().ok(), 100);
    }
  }
}
