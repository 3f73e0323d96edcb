package dev.tern.cluster;

import static java.util.Objects.requireNonNull;

import dev.tern.api.Code;
import dev.tern.api.Deadline;
import dev.tern.api.Execution;
import dev.tern.api.FailbackKeys;
import dev.tern.api.FailbackListener;
import dev.tern.api.FailbackStatus;
import dev.tern.api.RpcException;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.MethodKind;
import dev.tern.api.spi.Attempts;
import dev.tern.api.spi.Cluster;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Invoker;
import dev.tern.api.spi.Reply;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Gives the caller of a call that fails an empty value with the id of a task, and tries it again later. Never
 * without a word: what cannot be taken over fails, and says why; what was taken over is delivered, or still stored,
 * or told as lost.
 *
 * <p>This is the part that the caller waits for; {@link FailbackQueue} is what comes later.
 */
final class Failback implements Cluster {
  private static final long MOST_TO_STORE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final FailbackOptions options;
  private final Journals journals;
  private final Supplier<List<FailbackListener>> listeners;
  private final Function<String, Executor> threads;
  private final Executor callers;
  private final int firstRetries;
  private final Supplier<? extends RandomGenerator> random;
  private final Backoff backoff;
  private final String idPrefix = String.format("%016x-", new SecureRandom().nextLong());
  private final AtomicLong ids = new AtomicLong();
  private @Nullable FailbackQueue queue; // by the thread that makes the proxy, before anybody else sees this

  /**
   * @param threads makes an executor of one thread, by its name
   * @param callers completes what callers wait for once it is stored, and may have many waiting in what they do then
   * @param firstRetries while the caller waits, of methods that do not say
   * @param random for the waits, so that those who failed together do not come back together
   */
  Failback(FailbackOptions options, Journals journals, Supplier<List<FailbackListener>> listeners,
      Function<String, Executor> threads, Executor callers, int firstRetries, Supplier<? extends RandomGenerator> random) {
    this.options = options;
    this.journals = journals;
    this.listeners = listeners;
    this.threads = threads;
    this.callers = callers;
    this.firstRetries = firstRetries;
    this.random = random;
    this.backoff = new Backoff(random);
  }

  @Override
  public void check(MethodContract method) {
    if (method.kind() != MethodKind.UNARY) {
      throw new IllegalArgumentException("cluster \"failback\" cannot carry a method that streams: only one request with one"
          + " reply can be kept and sent again. Choose another mode for it, such as failover.");
    }
    if (method.method() == null) {
      throw new IllegalArgumentException("cluster \"failback\" cannot carry a call without its interface: nobody knows its empty"
          + " value. Choose another mode for it, such as failover.");
    }
  }

  @Override
  public Invoker over(Attempts attempts) {
    Journals.Used used = options.journal() == null ? null : journals.use(options.journal(), attempts.method());
    FailbackQueue made = new FailbackQueue(attempts, options, new FailbackStore(journals, used),
        new FailbackReport(attempts.method(), listeners.get()), threads.apply("tern-failback"), callers, random);
    made.replay();
    queue = made;
    return call -> call(attempts, made, call);
  }

  private CompletionStage<Reply> call(Attempts attempts, FailbackQueue later, Invocation given) {
    String id = idPrefix + ids.incrementAndGet();
    Invocation call;
    try {
      call = withKey(given, id);
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(RpcException.notExecuted(Code.INVALID_ARGUMENT,
          given.method().fullName() + ": " + e.getMessage()));
    }
    int asked = call.method().retries();
    FailoverCall first = new FailoverCall(attempts, withTimeToStore(call), asked < 0 ? firstRetries : asked, backoff).start();
    if (first.isDone() && !first.isCompletedExceptionally()) {
      return first;
    }
    CompletableFuture<Reply> outcome = new CompletableFuture<>();
    first.whenComplete((reply, thrown) -> {
      if (thrown == null) {
        outcome.complete(reply);
        return;
      }
      Throwable failure = requireNonNull(Breakage.cause(thrown));
      try {
        failed(later, first, call, id, failure, outcome);
      } catch (RuntimeException e) { // a part beside this one, such as a codec
        failure.addSuppressed(e);
        outcome.completeExceptionally(failure);
      }
    });
    return outcome;
  }

  private static void failed(FailbackQueue later, FailoverCall first, Invocation call, String id, Throwable failure,
      CompletableFuture<Reply> outcome) {
    if (!(failure instanceof RpcException known) || first.wasAnswered() || isGivenUp(call) || Verdict.noOtherHelps(known)) {
      outcome.completeExceptionally(failure);
    } else if (known.execution() == Execution.MAYBE_EXECUTED && !Verdict.isRepeatable(call)) {
      later.refuse(known, "it may have been executed, and its method is not idempotent", outcome);
    } else {
      later.accept(call, id, known, outcome);
    }
  }

  /** True if its caller knows already that it will not be answered, since that was its wish. */
  private static boolean isGivenUp(Invocation call) {
    RpcException cause = call.cancellation().cause();
    return cause != null && cause.code() == Code.CANCELLED;
  }

  private static Invocation withKey(Invocation call, String id) {
    return call.attachments().get(FailbackKeys.IDEMPOTENCY_KEY) != null ? call
        : call.withAttachments(call.attachments().with(FailbackKeys.IDEMPOTENCY_KEY, id));
  }

  /** Whoever waits until the deadline for an answer has none left for a disk, and would hear of neither. */
  private Invocation withTimeToStore(Invocation call) {
    if (options.journal() == null || !Verdict.isRepeatable(call)) {
      return call;
    }
    Deadline deadline = call.deadline();
    long kept = Math.min(deadline.timeoutNanos() / 10, MOST_TO_STORE_NANOS);
    return new Invocation(call.method(), call.arguments(), new Deadline(deadline.atNanos() - kept, deadline.timeoutNanos()),
        call.attachments(), call.cancellation(), call.total(), call.context(), call.peer(), call.previousAttempts());
  }

  @Override
  public Optional<FailbackStatus> failback() {
    return queue == null ? Optional.empty() : Optional.of(queue.status());
  }

  @Override
  public void closing() {
    if (queue != null) {
      queue.closing();
    }
  }

  @Override
  public void close() {
    if (queue != null) {
      queue.close();
    }
  }
}
