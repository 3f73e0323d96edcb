package dev.tern.cluster;

import static java.util.Objects.requireNonNull;

import dev.tern.api.Cancellation;
import dev.tern.api.Code;
import dev.tern.api.Deadline;
import dev.tern.api.Execution;
import dev.tern.api.FailbackKeys;
import dev.tern.api.RpcException;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.MethodKind;
import dev.tern.api.spi.Attempts;
import dev.tern.api.spi.Cluster;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Invoker;
import dev.tern.api.spi.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes over calls that fail, gives their callers an empty value, and tries again later, each time with the providers there
 * are by then, and under a deadline of its own. Only what can be repeated is taken over: a call that may have been executed
 * and is not idempotent fails, as it does in every mode. So does one that there is no room for.
 *
 * <p>A task that was accepted is delivered, or still stored, or counted as lost with its id. Without a journal the end of the
 * process loses what could not be delivered while it closed; with one nothing.
 */
final class Failback implements Cluster {
  private static final int FIRST_RETRIES = 2;
  private static final long CLOSING_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long MOST_KEPT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final FailbackSettings settings;
  private final OpenJournals journals;
  private final FailbackReport report;
  private final Backoff backoff = new Backoff(ThreadLocalRandom::current);
  private final Map<UUID, FailbackTask> tasks = new LinkedHashMap<>(); // guarded by itself
  private int reserved;                                               // guarded by tasks: about to be accepted
  private boolean closing;                                            // guarded by tasks
  private @Nullable Attempts attempts;
  private @Nullable FailbackStore store;

  Failback(FailbackSettings settings, OpenJournals journals, FailbackReport report) {
    this.settings = settings;
    this.journals = journals;
    this.report = report;
  }

  @Override
  public void check(MethodContract method) {
    if (method.kind() != MethodKind.UNARY) {
      throw new IllegalArgumentException("cluster \"failback\" cannot carry streams: what would be tried again later is one"
          + " request. Choose another mode for it.");
    }
  }

  @Override
  public Invoker over(Attempts all) {
    attempts = all;
    if (settings.journal() != null) {
      OpenJournals.Opened opened = journals.open(settings.journal(), all.method(), this);
      store = new FailbackStore(opened.journal(), all, report);
      if (opened.first()) {
        resume(store.left());
      }
    }
    return this::call;
  }

  private void resume(List<FailbackTask> left) {
    if (!left.isEmpty()) {
      report.resumed(method(), left.size(), String.valueOf(store));
      synchronized (tasks) {
        left.forEach(task -> tasks.put(task.id, task));
      }
      left.forEach(task -> tryLater(task, 0));
    }
  }

  private CompletionStage<Reply> call(Invocation call) {
    UUID id = newId();
    Invocation early = withTimeToKeepIt(call);
    Invocation marked = call.attachments().get(FailbackKeys.IDEMPOTENCY_KEY) != null ? early
        : early.withAttachments(call.attachments().with(FailbackKeys.IDEMPOTENCY_KEY, id.toString()));
    int retries = call.method().retries() < 0 ? FIRST_RETRIES : call.method().retries();
    FailoverCall first = new FailoverCall(attempts(), marked, retries, backoff).start();
    CompletableFuture<Reply> outcome = new CompletableFuture<>();
    first.whenComplete((reply, thrown) -> {
      Throwable failure = Breakage.cause(thrown);
      if (failure == null) {
        outcome.complete(reply);
      } else if (failure instanceof RpcException known && !first.wasAnswered() && canWait(known, marked)) {
        accept(new FailbackTask(id, marked, 1), known, outcome);
      } else {
        outcome.completeExceptionally(failure);
      }
    });
    return outcome;
  }

  /** A call that fails by its deadline has to be taken over before its caller gives up waiting. */
  private static Invocation withTimeToKeepIt(Invocation call) {
    long timeout = call.deadline().timeoutNanos();
    long kept = Math.min(timeout / 10, MOST_KEPT_NANOS);
    return new Invocation(call.method(), call.arguments(), new Deadline(call.deadline().atNanos() - kept, timeout),
        call.attachments(), call.cancellation(), call.total(), call.context(), call.peer(), call.previousAttempts());
  }

  /** Unguessable is not asked of it: it tells calls apart. */
  private static UUID newId() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new UUID(random.nextLong() & ~0xF000L | 0x4000L, random.nextLong() >>> 2 | 1L << 63);
  }

  /** True for what may be tried later: the caller has not ended it, and it did not run or may run twice. */
  private static boolean canWait(RpcException failure, Invocation call) {
    boolean cancelled = failure.code() == Code.CANCELLED && call.cancellation().isCancelled();
    boolean ran = failure.execution() != Execution.NOT_EXECUTED;
    return !cancelled && !Verdict.noOtherHelps(failure) && !isUnsendable(failure) && (!ran || Verdict.isRepeatable(call));
  }

  private static boolean isUnsendable(RpcException failure) {
    return failure.attempts().isEmpty() && failure.execution() == Execution.NOT_EXECUTED
        && (failure.code() == Code.INVALID_ARGUMENT || failure.code() == Code.RESOURCE_EXHAUSTED);
  }

  private void accept(FailbackTask task, RpcException failure, CompletableFuture<Reply> outcome) {
    String refusal = reserve();
    if (refusal != null) {
      refuse(failure, refusal, outcome);
      return;
    }
    FailbackStore kept = store;
    CompletableFuture<@Nullable Void> stored;
    try {
      stored = kept == null ? CompletableFuture.completedFuture(null) : kept.accept(task);
    } catch (RuntimeException e) {
      stored = CompletableFuture.failedFuture(e);
    }
    stored.whenComplete((done, broken) -> {
      synchronized (tasks) {
        reserved--;
        if (broken == null) {
          tasks.put(task.id, task);
        }
      }
      if (broken != null) {
        refuse(failure, "it cannot be kept in " + store + ", " + Breakage.cause(broken), outcome);
        return;
      }
      report.accepted(method(), task.id.toString(), failure);
      tryLater(task, settings.everyNanos());
      outcome.complete(new Reply(EmptyValue.of(task.call.method()), failure.attachments()
          .with(FailbackKeys.TASK_ID, task.id.toString())));
    });
  }

  /** @return null if there is room, or why there is none */
  private @Nullable String reserve() {
    synchronized (tasks) {
      if (closing) {
        return "the client is closing";
      }
      if (tasks.size() + reserved >= settings.queue()) {
        return "its queue of " + settings.queue() + " calls is full";
      }
      reserved++;
      return null;
    }
  }

  private void refuse(RpcException failure, String why, CompletableFuture<Reply> outcome) {
    RpcException told = new RpcException(failure.code(), failure.execution(), failure.origin(),
        failure.getMessage() + "\n  not taken over by failback: " + why, failure.getCause(), failure.attempts(),
        failure.attachments());
    report.refused(method(), told);
    outcome.completeExceptionally(told);
  }

  private void tryLater(FailbackTask task, long nanos) {
    synchronized (tasks) {
      if (!closing) {
        task.timer = attempts().scheduler().schedule(nanos, () -> tryAgain(task, true));
      }
    }
  }

  /** @param paced false when closing, where there is no later */
  private void tryAgain(FailbackTask task, boolean paced) {
    synchronized (tasks) {
      if (task.underWay || !tasks.containsKey(task.id) || paced && closing) {
        return;
      }
      task.underWay = true;
    }
    if (paced && !attempts().budget().tryTake()) {
      ended(task); // it waits, and this was no try
      return;
    }
    task.tries++;
    Invocation call = task.call;
    Invocation again = new Invocation(call.method(), call.arguments(),
        Deadline.after(call.deadline().timeout(), attempts().clock()), call.attachments(), new Cancellation())
        .withPreviousAttempts(task.tries - 1);
    FailoverCall tried = new FailoverCall(attempts(), again, 0, Backoff.UNUSED).start();
    tried.whenComplete((reply, thrown) -> {
      Throwable failure = Breakage.cause(thrown);
      if (failure == null || tried.wasAnswered() || !(failure instanceof RpcException known)) {
        forget(task);
        report.delivered(method(), task.id.toString(), failure);
      } else if (!canWait(known, again)) {
        forget(task);
        report.lost(method(), task.id.toString(), known, "since it cannot be repeated");
      } else if (paced && task.tries > settings.retries()) {
        forget(task);
        report.lost(method(), task.id.toString(), known, "after " + task.tries + " tries");
      } else {
        ended(task);
      }
    });
  }

  private void ended(FailbackTask task) {
    boolean last;
    synchronized (tasks) {
      task.underWay = false;
      last = closing;
      tasks.notifyAll();
    }
    if (!last) {
      tryLater(task, settings.everyNanos());
    } else if (store == null) { // it would be lost: as often as there is time for
      attempts().scheduler().schedule(CLOSING_NANOS, () -> tryAgain(task, false));
    }
  }

  private void forget(FailbackTask task) {
    FailbackStore kept = store;
    if (kept != null) {
      kept.done(task.id);
    }
    synchronized (tasks) {
      tasks.remove(task.id);
      tasks.notifyAll();
    }
  }

  /** Tries everything once more, or again and again where it would be lost, and waits for that a short time. */
  @Override
  public void close() {
    if (attempts == null) {
      return;
    }
    List<FailbackTask> waiting;
    synchronized (tasks) {
      closing = true;
      waiting = new ArrayList<>(tasks.values());
      waiting.stream().map(task -> task.timer).forEach(timer -> {
        if (timer != null) {
          timer.cancel();
        }
      });
    }
    if (settings.drainNanos() > 0) {
      waiting.forEach(task -> tryAgain(task, false));
    }
    awaitTries();
    List<FailbackTask> rest;
    synchronized (tasks) {
      rest = new ArrayList<>(tasks.values());
      tasks.clear();
    }
    FailbackStore kept = store;
    if (kept == null) {
      RpcException closed = RpcException.maybeExecuted(Code.CANCELLED, "the client was closed");
      rest.forEach(task -> report.lost(method(), task.id.toString(), closed, "after " + task.tries + " tries"));
    } else {
      journals.release(kept.journal(), this);
    }
    report.closed(method(), kept == null ? 0 : rest.size(), String.valueOf(kept));
  }

  private void awaitTries() {
    long until = System.nanoTime() + settings.drainNanos();
    synchronized (tasks) {
      try {
        for (long left = until - System.nanoTime(); left > 0 && isBusy(); left = until - System.nanoTime()) {
          TimeUnit.NANOSECONDS.timedWait(tasks, left);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // whoever is in such a hurry gets no drain
      }
    }
  }

  private boolean isBusy() {
    return reserved > 0 || store == null && !tasks.isEmpty() || tasks.values().stream().anyMatch(task -> task.underWay);
  }

  private Attempts attempts() {
    return requireNonNull(attempts, "over");
  }

  private String method() {
    return attempts().method().fullName();
  }
}
