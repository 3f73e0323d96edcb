package dev.tern.core.overload;

import dev.tern.tck.ManualClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.ToLongFunction;

/**
 * A provider in its own time: calls arrive at random, those that are let in wait for one of a few threads, and take a
 * while there. The same each time.
 */
final class Simulation {
  private final ManualClock clock = new ManualClock();
  private final List<Kind> kinds = new ArrayList<>();
  private final int threads;
  private final Random random;
  private final Deque<Call> queue = new ArrayDeque<>();
  private boolean hidden;
  private final AdaptiveLimit limit = new AdaptiveLimit(clock, () -> !hidden && !queue.isEmpty());
  private final PriorityQueue<Call> running =
      new PriorityQueue<>(Comparator.comparingLong((Call call) -> call.endsNanos));
  private List<Integer> chosen = List.of();
  private long nowNanos;

  /** Calls of one method. */
  private record Kind(MethodLatency method, ToLongFunction<Random> lengthNanos) {}

  private static final class Call {
    private final Kind kind;
    private final long arrivedNanos;
    private final long entered;
    private long endsNanos;

    private Call(Kind kind, long arrivedNanos, long entered) {
      this.kind = kind;
      this.arrivedNanos = arrivedNanos;
      this.entered = entered;
    }
  }

  /** What became of the calls of a stretch of time. */
  record Result(int arrived, int refused, List<Duration> latencies, Duration length) {
    double perSecond() {
      return latencies.size() * 1e9 / length.toNanos();
    }

    Duration percentile(double share) {
      return latencies.stream().sorted().skip((long) (latencies.size() * share)).findFirst().orElseThrow();
    }

    double refusedShare() {
      return (double) refused / arrived;
    }

    @Override
    public String toString() {
      return arrived + " arrived, " + refused + " refused, " + Math.round(perSecond()) + "/s, p50 "
          + percentile(0.5).toMillis() + " ms, p99 " + percentile(0.99).toMillis() + " ms";
    }
  }

  Simulation(int threads, long seed) {
    this.threads = threads;
    this.random = new Random(seed);
  }

  /** A method that takes so long each time. */
  Simulation taking(Duration length) {
    return taking(any -> length.toNanos());
  }

  Simulation taking(ToLongFunction<Random> lengthNanos) {
    kinds.add(new Kind(limit.method(), lengthNanos));
    return this;
  }

  /** From here on nobody sees that calls wait, as when they do in a pool of their own. */
  Simulation hidden() {
    hidden = true;
    return this;
  }

  AdaptiveLimit limit() {
    return limit;
  }

  /** So many calls a second, of all methods alike, for so long. */
  Result run(double perSecond, Duration length) {
    long until = nowNanos + length.toNanos();
    int arrived = 0;
    int refused = 0;
    List<Duration> latencies = new ArrayList<>();
    long next = nowNanos + untilNext(perSecond);
    while (next < until) {
      end(next, latencies);
      arrived++;
      refused += arrive() ? 0 : 1;
      next += untilNext(perSecond);
    }
    end(until, latencies);
    return new Result(arrived, refused, latencies, length);
  }

  /** From here on calls are of these methods alone, in the order they were named. */
  Simulation only(Integer... methods) {
    chosen = List.of(methods);
    return this;
  }

  /** So many at this moment. */
  int burst(int count) {
    int refused = 0;
    for (int i = 0; i < count; i++) {
      refused += arrive() ? 0 : 1;
    }
    return refused;
  }

  /** Callers that each make one call after another; one that was refused waits until another's call has ended. */
  Result closedLoop(int callers, Duration length) {
    long until = nowNanos + length.toNanos();
    List<Duration> latencies = new ArrayList<>();
    int refused = 0;
    int arrived = 0;
    while (nowNanos < until) {
      while (queue.size() + running.size() < callers) {
        arrived++;
        if (!arrive()) {
          refused++;
          break;
        }
      }
      Call first = running.peek();
      end(first == null ? until : first.endsNanos, latencies);
    }
    return new Result(arrived, refused, latencies, length);
  }

  private long untilNext(double perSecond) {
    return (long) (-Math.log(1 - random.nextDouble()) / perSecond * 1e9);
  }

  private boolean arrive() {
    Kind kind = chosen.isEmpty() ? kinds.get(random.nextInt(kinds.size()))
        : kinds.get(chosen.get(random.nextInt(chosen.size())));
    long entered = limit.enter();
    if (entered < 0) {
      return false;
    }
    queue.add(new Call(kind, nowNanos, entered));
    begin();
    return true;
  }

  private void begin() {
    while (running.size() < threads && !queue.isEmpty()) {
      Call call = queue.remove();
      call.endsNanos = nowNanos + call.kind.lengthNanos().applyAsLong(random);
      running.add(call);
    }
  }

  /** Lets time pass, and calls end. */
  private void end(long until, List<Duration> latencies) {
    while (!running.isEmpty() && running.peek().endsNanos <= until) {
      Call call = running.remove();
      moveTo(call.endsNanos);
      latencies.add(Duration.ofNanos(nowNanos - call.arrivedNanos));
      limit.leave(call.kind.method(), call.entered, Departure.ANSWERED);
      begin();
    }
    moveTo(until);
  }

  private void moveTo(long nanos) {
    clock.advance(Duration.ofNanos(nanos - nowNanos));
    nowNanos = nanos;
  }
}
