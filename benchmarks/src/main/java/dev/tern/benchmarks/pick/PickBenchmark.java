package dev.tern.benchmarks.pick;

import dev.tern.api.NanoClock;
import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.Invocation;
import dev.tern.core.directory.Directory;
import dev.tern.core.directory.DirectorySettings;
import dev.tern.core.routing.RuleRouter;
import dev.tern.core.schedule.WheelScheduler;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to choose where one attempt goes, as a call does it: through the directory of its service. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class PickBenchmark {
  private static final int CALLS = 1_024;

  /** Name of a load balancer. */
  @Param({"random", "round_robin", "least_active", "p2c", "shortest_response", "consistent_hash"})
  public String balancer;

  /** Providers. */
  @Param({"1", "100", "10000"})
  public int providers;

  private final Invocation[] calls = new Invocation[CALLS];
  private WheelScheduler scheduler;
  private Directory directory;
  private Directory.Balanced balanced;
  private int next;

  /** Lists the providers and makes the picker. */
  @Setup
  public void setUp() {
    for (int i = 0; i < CALLS; i++) {
      calls[i] = Providers.call("user-" + i);
    }
    scheduler = new WheelScheduler("benchmark");
    directory = new Directory(Providers.SERVICE, DirectorySettings.DEFAULT, Providers.NoConnection::new, Runnable::run,
        scheduler, Clock.systemUTC(), NanoClock.system(), new RuleRouter());
    directory.onInstances(Providers.listed(providers));
    balanced = directory.balance(Providers.balancer(balancer));
  }

  /** Ends the timer's thread. */
  @TearDown
  public void tearDown() {
    directory.close();
    scheduler.close();
  }

  /** One pick. */
  @Benchmark
  public Candidate pick() {
    return balanced.pick(calls[next++ & CALLS - 1], Set.of());
  }
}
