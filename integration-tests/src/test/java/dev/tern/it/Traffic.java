package dev.tern.it;

import dev.tern.api.RpcException;
import dev.tern.core.RpcClient;
import dev.tern.core.RpcClientBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * 200 calls a second to {@link Work}, however long they take, half of them idempotent, with a deadline of 1 s:
 * what became of them, and where every attempt went.
 */
final class Traffic implements AutoCloseable {
  static final Duration TIMEOUT = Duration.ofSeconds(1);

  private static final long PERIOD_MICROS = 5_000;

  private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();
  private final Queue<Failed> failed = new ConcurrentLinkedQueue<>();
  private final AtomicLong firstFailureNanos = new AtomicLong();
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger underWay = new AtomicInteger();
  private final RpcClient client;
  private final Work work;
  private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();

  private record Sent(long atNanos, String endpoint) {}

  private record Failed(boolean idempotent, RpcException why) {}

  /** Begins. The code of this JVM is warm when this returns. */
  Traffic(RpcClientBuilder builder) {
    client = builder.timeout(TIMEOUT).attemptFilter((invocation, next) -> {
      sent.add(new Sent(System.nanoTime(), String.valueOf(invocation.peer())));
      return next.invoke(invocation).whenComplete((reply, failure) -> {
        if (failure != null) {
          firstFailureNanos.compareAndSet(0, System.nanoTime());
        }
      });
    }).build();
    work = client.create(Work.class);
    for (int i = 0; i < 3_000; i++) {
      int number = i;
      try {
        (number % 2 == 0 ? work.safeLater("warm" + number, 0) : work.onceLater("warm" + number, 0)).join();
      } catch (CompletionException e) {
        // the first ones load classes on both sides
      }
    }
    firstFailureNanos.set(0);
    pace.scheduleAtFixedRate(this::call, 0, PERIOD_MICROS, TimeUnit.MICROSECONDS);
  }

  private void call() {
    int number = begun.incrementAndGet();
    boolean idempotent = number % 4 < 2; // not in step with round-robin, where there are two providers
    underWay.incrementAndGet();
    CompletableFuture<String> call =
        idempotent ? work.safeLater("safe" + number, 1) : work.onceLater("once" + number, 1);
    call.whenComplete((answer, failure) -> {
      underWay.decrementAndGet();
      if (failure != null) {
        failed.add(new Failed(idempotent, (RpcException) failure));
      }
    });
  }

  /** Lets so much time pass. */
  Traffic goOn(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
    return this;
  }

  /** When the first attempt failed, which is known of one that goes to a silent provider by its timeout. */
  long firstFailureNanos() {
    return firstFailureNanos.get();
  }

  /** Attempts from then to then. */
  long attempts(long fromNanos, long toNanos) {
    return sent.stream().filter(attempt -> attempt.atNanos - fromNanos >= 0 && attempt.atNanos - toNanos < 0).count();
  }

  /** Those among them that went to one provider. */
  long attempts(String endpoint, long fromNanos, long toNanos) {
    return sent.stream().filter(attempt -> attempt.endpoint.equals(endpoint) && attempt.atNanos - fromNanos >= 0
        && attempt.atNanos - toNanos < 0).count();
  }

  /** The share of one provider of the attempts from then to then, 0 to 1. */
  double share(String endpoint, long fromNanos, long toNanos) {
    return attempts(endpoint, fromNanos, toNanos) / (double) Math.max(1, attempts(fromNanos, toNanos));
  }

  /** True if a provider had at least that share of the attempts of the last 300 ms. */
  boolean has(String endpoint, double share) {
    long now = System.nanoTime();
    return share(endpoint, now - Duration.ofMillis(300).toNanos(), now) >= share;
  }

  /** Idempotent calls that failed for the sake of that provider alone: others never had a chance, or were in time. */
  long failedIdempotent(String endpoint) {
    return failed.stream().filter(Failed::idempotent).filter(call -> call.why.attempts().stream()
        .allMatch(attempt -> attempt.endpoint().toString().equals(endpoint))).count();
  }

  long failedOthers() {
    return failed.stream().filter(call -> !call.idempotent).count();
  }

  int begun() {
    return begun.get();
  }

  /** What failed calls said, for a test that did not expect any. */
  List<String> failures() {
    return failed.stream().map(call -> call.idempotent + " " + call.why).distinct().limit(10).toList();
  }

  /** Makes no more calls, and waits for the last. */
  void end() throws InterruptedException {
    pace.shutdown();
    long until = System.nanoTime() + TIMEOUT.multipliedBy(3).toNanos();
    while (underWay.get() > 0) {
      if (System.nanoTime() - until > 0) {
        throw new AssertionError(underWay + " calls never ended");
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  @Override
  public void close() {
    pace.shutdownNow();
    client.close();
  }
}
