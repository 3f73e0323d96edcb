package dev.tern.cluster;

import dev.tern.api.Attachments;
import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.FailbackKeys;
import dev.tern.api.FailbackStatus;
import dev.tern.api.RpcException;
import dev.tern.api.RpcException.Origin;
import dev.tern.api.spi.Attempts;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Reply;
import dev.tern.cluster.journal.Entry;
import dev.tern.cluster.journal.Journal;
import dev.tern.cluster.journal.Reasons;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one method that are tried again later: takes them over, decides what follows each try, and ends them
 * when the client closes. Which of them waits for what is with its {@link FailbackTasks}; one try is a {@link
 * FailbackTry}.
 *
 * <p>Tries begin on its one thread, which runs the method's codec and the user's filters, so that no event loop and
 * no timer does.
 */
final class FailbackQueue {
  private static final double JITTER = 0.2;
  private static final long BUDGET_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LAST_WORD_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long CLOSE_SLACK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Attempts attempts;
  private final FailbackOptions options;
  private final FailbackStore store;
  private final FailbackReport report;
  private final Executor worker;
  private final Executor callers;
  private final Supplier<? extends RandomGenerator> random;
  private final FailbackTasks tasks;
  private final CompletableFuture<@Nullable Void> drained = new CompletableFuture<>();

  /**
   * @param worker of one thread
   * @param callers completes what callers wait for: what they do then may be another call, which needs the worker
   */
  FailbackQueue(Attempts attempts, FailbackOptions options, FailbackStore store, FailbackReport report, Executor worker,
      Executor callers, Supplier<? extends RandomGenerator> random) {
    this.attempts = attempts;
    this.options = options;
    this.store = store;
    this.report = report;
    this.worker = worker;
    this.callers = store.file() == null ? Runnable::run : callers; // without a journal it is the thread of the call
    this.random = random;
    this.tasks = new FailbackTasks(options.queue(), options.queueBytes());
  }

  /** Takes over what an earlier process has left. */
  void replay() {
    List<Journal.Left> left = store.left();
    if (left.isEmpty() || store.file() == null) {
      return;
    }
    report.replayed(left.size(), store.file());
    for (Journal.Left each : left) {
      try {
        FailbackTask task = FailbackTask.of(each.entry());
        Invocation call = attempts.decode(task.arguments, task.attachments);
        if (each.begun() && !Verdict.isRepeatable(call)) {
          Path aside = store.setAside(each.entry());
          report.lost(task, "it was being sent when its process ended, and its method is not idempotent; it was put into "
              + aside, RpcException.maybeExecuted(Code.UNKNOWN, "nobody knows whether it was executed"));
        } else {
          task.reached = each.begun() ? 1 : 0;
          tasks.addOld(task);
          later(task);
        }
      } catch (DecodeException | RuntimeException | IOException e) {
        unreadable(each.entry(), e);
      }
    }
  }

  private void unreadable(Entry entry, Exception why) {
    try {
      report.unreadable(entry.id(), store.setAside(entry), why);
    } catch (IOException e) {
      report.unreadable(entry.id(), Path.of(String.valueOf(store.file())), why); // it stays where it is
    }
  }

  /** Takes a call over that has failed, or says why not. */
  void accept(Invocation call, String id, RpcException failure, CompletableFuture<Reply> outcome) {
    String refusal = tasks.reserve();
    if (refusal != null) {
      refuse(failure, refusal, outcome);
    } else if (store.file() == null) {
      keep(call, id, failure, outcome);
    } else {
      worker.execute(() -> keep(call, id, failure, outcome)); // its caller waits anyway, its event loop need not
    }
  }

  private void keep(Invocation call, String id, RpcException failure, CompletableFuture<Reply> outcome) {
    byte[] arguments;
    try {
      arguments = attempts.encode(call);
    } catch (RuntimeException | Error e) { // a part beside this one, such as a codec
      tasks.release(0);
      if (!(e instanceof RpcException)) {
        failure.addSuppressed(e);
      }
      Throwable told = e instanceof RpcException ? e : failure;
      callers.execute(() -> outcome.completeExceptionally(told));
      return;
    }
    String refusal = tasks.reserveBytes(arguments.length);
    if (refusal != null) {
      callers.execute(() -> refuse(failure, refusal, outcome));
      return;
    }
    FailbackTask task = new FailbackTask(id, arguments, call.attachments(), reached(failure));
    task.failure = failure;
    store.keep(task).whenCompleteAsync((stored, broken) -> {
      if (broken != null) {
        tasks.release(arguments.length);
        Throwable cause = Breakage.cause(broken);
        refuse(failure, "it cannot be stored in " + store.file() + ": " + Reasons.of(cause == null ? broken : cause), outcome);
        return;
      }
      if (!tasks.add(task)) {
        if (store.file() == null) {
          refuse(failure, "the client was closed", outcome);
          return;
        }
        report.stored(1, store.file()); // promised: its end is the next process's
      }
      report.accepted(task, failure);
      later(task);
      outcome.complete(new Reply(EmptyValue.of(call.method()), Attachments.empty().with(FailbackKeys.TASK_ID, id)));
    }, callers); // not the thread that writes for all
  }

  private static int reached(RpcException failure) {
    return (int) failure.attempts().stream().map(RpcException.FailedAttempt::failure)
        .filter(each -> each.execution() == Execution.MAYBE_EXECUTED || each.origin() == Origin.PROVIDER).count();
  }

  /** Lets a call fail, saying why it is not tried again. */
  void refuse(RpcException failure, String why, CompletableFuture<Reply> outcome) {
    RpcException told = new RpcException(failure.code(), failure.execution(), failure.origin(),
        failure.getMessage() + "\n  failback does not try it again: " + why, failure.getCause(), failure.attempts(),
        failure.attachments());
    report.refused(told);
    outcome.completeExceptionally(told);
  }

  private long everyNanos() {
    return (long) (options.everyNanos() * (1 + JITTER * (2 * random.get().nextDouble() - 1)));
  }

  private void later(FailbackTask task) {
    if (!tasks.wait(task, () -> attempts.scheduler().schedule(everyNanos(), () -> due(task)))) {
      worker.execute(this::pump); // the client closes: it is due now
    }
  }

  private void due(FailbackTask task) {
    if (tasks.due(task)) {
      worker.execute(this::pump);
    }
  }

  /** Begins tries while there is something to try, and as many as there may be at once. */
  private void pump() {
    if (!tasks.beginPump()) {
      return; // it is at work, below this on the stack, and goes on
    }
    for (FailbackTask next = tasks.next(); next != null; next = tasks.next()) {
      FailbackTask task = next;
      new FailbackTry(attempts, store, worker, task, (call, ended) -> settle(task, call, ended)).start(this::pays);
    }
    endIfDrained();
  }

  /** @return false: there is nothing to pay with, and the task waits without having been tried */
  private boolean pays(FailbackTask task) {
    boolean free = task.last && store.file() == null; // its last chance, and at most one for each
    if (free || attempts.budget().tryTake()) {
      return true;
    }
    tasks.putBack(task);
    attempts.scheduler().schedule(BUDGET_PAUSE_NANOS, () -> {
      tasks.resume();
      worker.execute(this::pump);
    });
    return false;
  }

  /** On the worker. */
  private void settle(FailbackTask task, @Nullable Invocation call, FailbackTry.Ended ended) {
    if (!tasks.holds(task)) {
      return; // it came too late: the client is closed
    }
    RpcException failure = ended.failure() != null ? ended.failure() : task.failure();
    switch (ended.how()) {
      case DELIVERED -> {
        tasks.remove(task);
        store.done(task);
        report.delivered(task, ended.declared());
      }
      case UNREADABLE -> {
        if (store.file() != null && tasks.remove(task)) {
          unreadable(task.entry(), failure);
        } else {
          lose(task, "it cannot be decoded", failure);
        }
      }
      case FINAL -> lose(task, "no other try would help", failure);
      case MAYBE_EXECUTED -> {
        task.reached++;
        if (call != null && Verdict.isRepeatable(call)) {
          again(task, failure);
        } else {
          lose(task, "it may have been executed, and its method is not idempotent", failure);
        }
      }
      case NOT_EXECUTED -> again(task, failure);
      case NOBODY_THERE -> {
        task.tries--; // nobody was asked
        again(task, failure);
      }
    }
    pump();
  }

  private void again(FailbackTask task, RpcException failure) {
    task.tries++;
    task.failure = failure;
    report.failed(task, failure);
    if (tasks.ended(task)) {
      return; // that was the last, and what becomes of it is decided when all have had theirs
    }
    if (task.tries >= options.retries()) {
      lose(task, "not delivered in " + task.tries + (task.tries == 1 ? " try" : " tries"), failure);
    } else {
      later(task);
    }
  }

  private void lose(FailbackTask task, String why, RpcException failure) {
    tasks.remove(task);
    String where = "";
    if (store.file() != null) {
      try {
        where = "; it was put into " + store.setAside(task.entry());
      } catch (IOException e) {
        where = "; it cannot be put aside and stays in " + store.file() + " for the next process: " + Reasons.of(e);
      }
    }
    report.lost(task, why + where, failure);
  }

  FailbackStatus status() {
    return tasks.status(attempts.method(), report, store.file());
  }

  /** Lets everything be tried once more. Blocks nobody. */
  void closing() {
    if (tasks.closing()) {
      attempts.scheduler().schedule(options.drainNanos(), this::stop);
      worker.execute(this::pump);
    }
  }

  private void endIfDrained() {
    if (tasks.isDrained()) {
      drained.complete(null);
    }
  }

  private void stop() {
    RpcException closed = RpcException.maybeExecuted(Code.CANCELLED, "the client was closed");
    tasks.stop().forEach(cancellation -> cancellation.cancel(closed));
    attempts.scheduler().schedule(LAST_WORD_NANOS, () -> drained.complete(null));
    worker.execute(this::pump);
  }

  /** Waits for that, and says what became of the rest. */
  void close() {
    closing();
    try {
      drained.get(options.drainNanos() + LAST_WORD_NANOS + CLOSE_SLACK_NANOS, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // whoever is in such a hurry gets no drain
    } catch (ExecutionException | TimeoutException e) {
      stop(); // the client's timer has ended before this
    }
    List<FailbackTask> rest = tasks.finish();
    Path file = store.file();
    if (file == null) {
      rest.forEach(task -> report.lost(task, "its client was closed before it was delivered", task.failure()));
    } else if (!rest.isEmpty()) {
      report.stored(rest.size(), file);
    }
    store.close();
  }
}
