package dev.tern.examples.demo;

import dev.tern.examples.ledger.OutcomeLog;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** What the consumer counts, beside what it writes into the ledger. Safe for many threads. */
final class Tally {
  private static final int SHOWN_FAILURES = 5;
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final OutcomeLog log;
  private final Duration timeout;
  private final AtomicLong underWay = new AtomicLong();
  private final LongAdder failed = new LongAdder();
  private final AtomicInteger shown = new AtomicInteger();
  private final Map<Integer, LongAdder> byProvider = new ConcurrentHashMap<>();
  private final Recorder micros = new Recorder(3);

  Tally(OutcomeLog log, Duration timeout) {
    this.log = log;
    this.timeout = timeout;
  }

  Counted begin() {
    underWay.incrementAndGet();
    return new Counted(log.begin(true, timeout), System.nanoTime());
  }

  /** One call under way. */
  final class Counted {
    private final OutcomeLog.Call call;
    private final long startNanos;

    private Counted(OutcomeLog.Call call, long startNanos) {
      this.call = call;
      this.startNanos = startNanos;
    }

    String id() {
      return call.id();
    }

    void answered(Prices.Price price) {
      call.ok();
      byProvider.computeIfAbsent(price.provider(), number -> new LongAdder()).increment();
      ended();
    }

    void failed(Throwable failure) {
      call.failed(failure);
      failed.increment();
      if (shown.getAndIncrement() < SHOWN_FAILURES) {
        System.out.println("failure " + failure.toString().replace('\n', ' '));
      }
      ended();
    }

    private void ended() {
      micros.recordValue((System.nanoTime() - startNanos) / 1_000);
      underWay.decrementAndGet();
    }
  }

  /** How many calls have ended since the start. */
  long ended() {
    return failed.sum() + byProvider.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** Counts since the start, latencies since it was last asked. For one thread. */
  Figures figures(long rerouted) {
    Histogram interval = micros.getIntervalHistogram();
    Map<Integer, Long> answered = byProvider.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().sum()));
    long failures = failed.sum();
    long calls = failures + answered.values().stream().mapToLong(Long::longValue).sum(); // so that the table adds up
    return new Figures(calls, failures, rerouted, interval.getValueAtPercentile(50), interval.getValueAtPercentile(99),
        answered);
  }

  /** Waits for the last calls. They end by their deadlines; one that did not is for the ledger to find. */
  void awaitNoneUnderWay() throws InterruptedException {
    long until = System.nanoTime() + timeout.plus(GRACE).toNanos();
    while (underWay.get() > 0 && System.nanoTime() < until) {
      Thread.sleep(5);
    }
  }
}
