package dev.tern.it.faults;

import dev.tern.core.RpcClient;
import dev.tern.examples.ledger.AttemptLog;
import dev.tern.examples.ledger.OutcomeLog;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A consumer process: calls {@link Task} by a schedule, never waiting for earlier calls, from {@code begun nanos} until
 * told {@code stop}; then says {@code done} once every call has ended. Told {@code rate n} it goes on with n calls per
 * second.
 */
final class ConsumerMain {
  /** For the registry's first answer, on a machine that has much else to do. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int WARM_CALLS = 600;
  private static final int WARM_AT_ONCE = 30;

  private final Task task;
  private final OutcomeLog outcomes;
  private final Traffic traffic;
  private final byte[] payload;
  private final Random random = new Random(42);
  private final Phaser underWay = new Phaser(1);
  private volatile int perSecond;
  private volatile boolean ended;

  private ConsumerMain(Task task, OutcomeLog outcomes, Traffic traffic) {
    this.task = task;
    this.outcomes = outcomes;
    this.traffic = traffic;
    this.payload = new byte[traffic.payloadBytes()];
    this.perSecond = traffic.perSecond();
  }

  /** @param arguments registry URL; traffic; outcomes file; attempts file. {@code tern.client} keys say all else */
  public static void main(String[] arguments) throws Exception {
    Traffic traffic = Traffic.parse(arguments[1]);
    try (OutcomeLog outcomes = OutcomeLog.create(Path.of(arguments[2]));
        AttemptLog attempts = AttemptLog.create(Path.of(arguments[3]));
        RpcClient client = RpcClient.builder().registry(arguments[0]).withoutSnapshot()
            .startTimeout(PATIENCE).timeout(traffic.deadline())
            .attemptFilter(attempts.filter()).build()) {
      ConsumerMain consumer = new ConsumerMain(client.create(Task.class), outcomes, traffic);
      consumer.warmUp();
      Thread caller = Thread.currentThread();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> consumer.end(client, caller)));
      Thread listener = new Thread(consumer::listen, "orders");
      listener.setDaemon(true);
      listener.start();
      consumer.call();
      consumer.underWay.arriveAndAwaitAdvance();
    }
    System.out.println("done");
  }

  private void listen() {
    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).lines()
        .forEach(this::obey);
    ended = true; // whoever started us is gone
  }

  private void obey(String order) {
    if (order.equals("stop")) {
      ended = true;
    } else {
      perSecond = Integer.parseInt(order.substring("rate ".length())); // 0: a pause
    }
  }

  /** When the process is asked to end: every call that was begun gets its outcome. */
  private void end(RpcClient client, Thread caller) {
    ended = true;
    client.close();
    try {
      caller.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A JVM that loads classes and interprets what it runs is slow by itself. */
  private void warmUp() {
    byte[] small = new byte[Math.min(payload.length, 1 << 10)];
    for (int done = 0; done < WARM_CALLS; done += WARM_AT_ONCE) {
      List<CompletableFuture<byte[]>> calls = new ArrayList<>();
      for (int i = 0; i < WARM_AT_ONCE; i++) {
        calls.add(task.warm(Math.min(2, traffic.leastMillis()), 0, small));
      }
      calls.forEach(call -> call.exceptionally(tooSlow -> small).join());
    }
  }

  private void call() {
    long next = System.nanoTime();
    System.out.println("begun " + next);
    long worstSlip = 0;
    for (long number = 0; !ended; number++) {
      if (perSecond == 0) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        next = System.nanoTime();
        continue;
      }
      one(number * traffic.idempotentPercent() / 100 != (number + 1) * traffic.idempotentPercent() / 100);
      next += TimeUnit.SECONDS.toNanos(1) / Math.max(1, perSecond);
      for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      worstSlip = Math.max(worstSlip, System.nanoTime() - next);
    }
    System.out.println("slipped " + TimeUnit.NANOSECONDS.toMillis(worstSlip));
  }

  private void one(boolean idempotent) {
    int wait = traffic.leastMillis() + random.nextInt(traffic.mostMillis() - traffic.leastMillis() + 1);
    OutcomeLog.Call entry = outcomes.begin(idempotent, traffic.deadline());
    underWay.register();
    try {
      (idempotent ? task.safe(entry.id(), wait, traffic.busyMicros(), payload)
          : task.once(entry.id(), wait, traffic.busyMicros(), payload)).whenComplete((echo, failure) -> {
            if (failure == null) {
              entry.ok();
            } else {
              entry.failed(failure);
            }
            underWay.arriveAndDeregister();
          });
    } catch (RuntimeException e) {
      entry.failed(e);
      underWay.arriveAndDeregister();
    }
  }
}
