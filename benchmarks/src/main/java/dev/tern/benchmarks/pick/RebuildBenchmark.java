package dev.tern.benchmarks.pick;

import dev.tern.api.NanoClock;
import dev.tern.core.directory.Directory;
import dev.tern.core.directory.DirectorySettings;
import dev.tern.core.registry.ServiceInstance;
import dev.tern.core.routing.RuleRouter;
import dev.tern.core.schedule.WheelScheduler;
import java.time.Clock;
import java.util.List;
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

/** What it costs when one provider of many comes or goes: from the registry's list to the picker that calls use. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RebuildBenchmark {
  /** Name of a load balancer. */
  @Param({"random", "round_robin", "least_active", "p2c", "shortest_response", "consistent_hash"})
  public String balancer;

  /** Providers. */
  @Param({"100", "10000"})
  public int providers;

  private List<ServiceInstance> all;
  private List<ServiceInstance> allButOne;
  private WheelScheduler scheduler;
  private Directory directory;
  private boolean turn;

  /** Lists the providers and makes the first picker. */
  @Setup
  public void setUp() {
    all = Providers.listed(providers);
    allButOne = List.copyOf(all.subList(1, all.size()));
    scheduler = new WheelScheduler("benchmark");
    directory = new Directory(Providers.SERVICE, DirectorySettings.DEFAULT, Providers.NoConnection::new, Runnable::run,
        scheduler, Clock.systemUTC(), NanoClock.system(), new RuleRouter());
    directory.onInstances(all);
    directory.balance(Providers.balancer(balancer));
  }

  /** Ends the timer's thread. */
  @TearDown
  public void tearDown() {
    directory.close();
    scheduler.close();
  }

  /** One change. */
  @Benchmark
  public int change() {
    turn = !turn;
    directory.onInstances(turn ? allButOne : all);
    return directory.snapshot().size();
  }
}
