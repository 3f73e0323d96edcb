package dev.tern.tck;

import static java.util.Objects.requireNonNull;

import dev.tern.api.Attachments;
import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.spi.Attempt;
import dev.tern.api.spi.Attempts;
import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Reply;
import dev.tern.api.spi.Snapshot;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Attempts that end as a test has written down, each new one taking the next {@link Step}. Picks the first candidate
 * not tried yet, else the first. Time is that of {@link #scheduler()}. Safe for many threads.
 */
public final class ScriptedAttempts implements Attempts {
  /** How an argument begins that can be encoded, but not decoded. */
  public static final String UNREADABLE = "unreadable";

  private final ManualClock clock = new ManualClock();
  private final ManualScheduler scheduler = new ManualScheduler(clock);
  private final FakeRetryBudget budget = new FakeRetryBudget();
  private final Queue<Step> steps = new ArrayDeque<>();
  private final List<Made> made = new ArrayList<>();
  private Step otherwise = attempt -> {
    throw new AssertionError("no step is left for an attempt on " + attempt.candidate());
  };
  private volatile Snapshot snapshot;
  private volatile @Nullable RuntimeException brokenPick;

  /** How one attempt goes. */
  @FunctionalInterface
  public interface Step {
    /** @return as {@link Attempts#on} returns, or in breach of it */
    CompletionStage<Attempt> take(Made attempt);
  }

  /**
   * One attempt, as it was asked for.
   *
   * @param limit of this attempt; the deadline's remainder where it was given none
   * @param giveUp asked at the limit
   */
  public record Made(Candidate candidate, Invocation invocation, Duration limit, BooleanSupplier giveUp) {}

  /** @param endpoints one candidate each, such as {@code 10.0.0.7:9000} */
  public ScriptedAttempts(String... endpoints) {
    this.snapshot = snapshotOf(endpoints);
  }

  /** Other candidates from now on. */
  public void candidates(String... endpoints) {
    snapshot = snapshotOf(endpoints);
  }

  /** Every pick throws this from now on, as a broken load balancer does. */
  public void breakPicksWith(RuntimeException broken) {
    brokenPick = broken;
  }

  /** Writes down how the next attempt goes that has no step yet. */
  public ScriptedAttempts then(Step step) {
    synchronized (made) {
      steps.add(step);
    }
    return this;
  }

  /** Writes down how every attempt goes once the steps are used up; a failed test if there is none. */
  public ScriptedAttempts thenAlways(Step step) {
    synchronized (made) {
      otherwise = step;
    }
    return this;
  }

  /** The provider answers with a value, at once. */
  public static Step answered(Object value) {
    return ended(Attempt.Answered.with(Reply.of(value)));
  }

  /** The provider answers with a failure of its own, at once. */
  public static Step answeredWithFailure(Throwable failure) {
    return ended(Attempt.Answered.failed(failure));
  }

  /** The provider cannot be reached. */
  public static Step notExecuted(String why) {
    return ended(new Attempt.NotExecuted(RpcException.notExecuted(Code.UNAVAILABLE, why)));
  }

  /** The provider may have executed it before it was lost. */
  public static Step maybeExecuted(String why) {
    return ended(new Attempt.MaybeExecuted(RpcException.maybeExecuted(Code.UNAVAILABLE, why)));
  }

  /** Ends so, at once. */
  public static Step ended(Attempt attempt) {
    return made -> CompletableFuture.completedFuture(attempt);
  }

  /** Fails with an exception thrown by {@link Attempts#on} itself. */
  public static Step thrown(RuntimeException thrown) {
    return made -> {
      throw thrown;
    };
  }

  /** The provider says nothing: ends at its limit if the cluster gives it up, at the deadline, or when cancelled. */
  public Step silent() {
    return attempt -> {
      CompletableFuture<Attempt> stage = new CompletableFuture<>();
      long remaining = attempt.invocation().deadline().remainingNanos(clock);
      scheduler.schedule(attempt.limit().toNanos(), () -> {
        if (attempt.limit().toNanos() == remaining || attempt.giveUp().getAsBoolean()) {
          stage.complete(noAnswer(Code.DEADLINE_EXCEEDED, "no answer"));
        }
      });
      scheduler.schedule(remaining, () -> stage.complete(noAnswer(Code.DEADLINE_EXCEEDED, "no answer")));
      attempt.invocation().cancellation()
          .onCancel(() -> stage.complete(noAnswer(Code.CANCELLED, "the call was cancelled")));
      return stage;
    };
  }

  /** Goes that way after a while, if the attempt lasts so long. */
  public Step after(Duration delay, Step step) {
    return attempt -> {
      CompletableFuture<Attempt> stage = silent().take(attempt).toCompletableFuture();
      scheduler.schedule(delay.toNanos(), () -> step.take(attempt).thenAccept(stage::complete));
      return stage;
    };
  }

  /** Every attempt so far, in order. */
  public List<Made> made() {
    synchronized (made) {
      return List.copyOf(made);
    }
  }

  /** Where each attempt went, in order. */
  public List<String> places() {
    return made().stream().map(attempt -> attempt.candidate().toString()).toList();
  }

  /** {@code Greeting.greet}, whatever is called: what is told of a method, but not by a call. */
  @Override
  public MethodContract method() {
    return Calls.method("greet");
  }

  /** The method and its one argument, a text. */
  @Override
  public byte[] encode(Invocation invocation) {
    Method called = requireNonNull(invocation.method().method());
    return (called.getName() + '\n' + invocation.arguments().get(0)).getBytes(StandardCharsets.UTF_8);
  }

  /** What {@link #encode} made, unless that begins with {@link #UNREADABLE}. */
  @Override
  public Invocation decode(byte[] arguments, Attachments attachments) throws DecodeException {
    String text = new String(arguments, StandardCharsets.UTF_8);
    int line = text.indexOf('\n');
    if (line < 0 || text.startsWith(UNREADABLE, line + 1)) {
      throw new DecodeException("it says so");
    }
    return Calls.of(text.substring(0, line), text.substring(line + 1), clock).withAttachments(attachments);
  }

  @Override
  public Snapshot snapshot(Invocation invocation) {
    return snapshot;
  }

  @Override
  public Candidate pick(Invocation invocation, Set<Candidate> tried) {
    RuntimeException broken = brokenPick;
    if (broken != null) {
      throw broken;
    }
    Snapshot now = snapshot;
    if (now.isEmpty()) {
      throw RpcException.notExecuted(Code.UNAVAILABLE, "no endpoint for demo.Greeting");
    }
    return now.candidates().stream().filter(candidate -> !tried.contains(candidate)).findFirst().orElse(now.get(0));
  }

  @Override
  public CompletionStage<Attempt> on(Candidate candidate, Invocation invocation, long limitNanos,
      BooleanSupplier giveUp) {
    long nanos = Math.min(limitNanos, invocation.deadline().remainingNanos(clock));
    Made attempt = new Made(candidate, invocation, Duration.ofNanos(Math.max(0, nanos)), giveUp);
    Step step;
    synchronized (made) {
      made.add(attempt);
      Step next = steps.poll();
      step = next != null ? next : otherwise;
    }
    return step.take(attempt);
  }

  @Override
  public FakeRetryBudget budget() {
    return budget;
  }

  @Override
  public ManualScheduler scheduler() {
    return scheduler;
  }

  @Override
  public ManualClock clock() {
    return clock;
  }

  private static Attempt noAnswer(Code code, String why) {
    return new Attempt.MaybeExecuted(RpcException.maybeExecuted(code, why));
  }

  private static Snapshot snapshotOf(String... endpoints) {
    return new Snapshot(Stream.of(endpoints).<Candidate>map(FakeCandidate::at).toList());
  }
}
