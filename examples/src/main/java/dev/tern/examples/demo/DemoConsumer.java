package dev.tern.examples.demo;

import dev.tern.core.RpcClient;
import dev.tern.examples.ledger.OutcomeLog;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The consumer of {@link Prices}: {@code DemoConsumer <seconds> <ledger file>}. The first line of its input is the
 * registry's URL; from then on it calls, and says every second how that goes,
 * the first time once all processes are warm.
 */
public final class DemoConsumer {
  // Generous: a crash is noticed at once, not by a timeout, and a machine that is busy elsewhere is no failure.
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private DemoConsumer() {}

  public static void main(String[] arguments) throws Exception {
    int seconds = Integer.parseInt(arguments[0]);
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String registry = input.readLine();
    if (registry == null) {
      return; // the demo ended before it began
    }
    Lifeline.hold(input);
    Reroutes reroutes = new Reroutes();
    try (OutcomeLog log = OutcomeLog.create(Path.of(arguments[1]));
        RpcClient client = RpcClient.builder().registry(registry).withoutSnapshot().timeout(TIMEOUT)
            .warmUp(WarmUp.of(seconds)).filter(reroutes::aroundCall).attemptFilter(reroutes::aroundAttempt).build()) {
      Tally tally = new Tally(log, TIMEOUT);
      Load load = Load.start(client.create(Prices.class), tally);
      report(seconds, tally, reroutes);
      load.stop();
      tally.awaitNoneUnderWay();
      System.out.println(tally.figures(reroutes.count()).line());
      System.out.println("done");
    }
  }

  private static void report(int seconds, Tally tally, Reroutes reroutes) throws InterruptedException {
    long start = System.nanoTime();
    for (int second = 0; second <= seconds; second++) {
      long remaining = start + Duration.ofSeconds(second).toNanos() - System.nanoTime();
      Thread.sleep(Math.max(0, Duration.ofNanos(remaining).toMillis()));
      System.out.println(tally.figures(reroutes.count()).line());
    }
  }
}
