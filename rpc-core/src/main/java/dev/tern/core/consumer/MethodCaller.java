package dev.tern.core.consumer;

import dev.tern.api.Cancellation;
import dev.tern.api.Code;
import dev.tern.api.Deadline;
import dev.tern.api.Execution;
import dev.tern.api.RpcContext;
import dev.tern.api.RpcException;
import dev.tern.api.RpcException.Origin;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.MethodKind;
import dev.tern.api.contract.ReplyStyle;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Invoker;
import dev.tern.api.spi.Reply;
import dev.tern.core.call.Arguments;
import dev.tern.core.call.Durations;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Calls one remote method: makes the invocation with its deadline, hands it to the filters and the cluster, and waits,
 * if the method is a blocking one. The deadline is kept here, outside of everything else, so that no filter, cluster
 * or transport can make a call hang.
 */
final class MethodCaller implements ProxyMethod {
  /** How long a call that was told to end may take to say how it ended. */
  static final long LAST_WORD_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** Of a stream that no setting limits; safe to add to a clock. */
  private static final long UNLIMITED_NANOS = Long.MAX_VALUE / 4;

  private final MethodContract method;
  private final Invoker invoker;
  private final long timeoutNanos;
  private final long totalNanos;
  private final CallContext context;
  private final Executor completions;
  private final @Nullable StreamCaller streams;

  /**
   * @param invoker filters around the cluster
   * @param timeout of methods that name none, and by which a stream must have begun
   */
  MethodCaller(MethodContract method, Invoker invoker, Duration timeout, CallContext context) {
    boolean streams = method.kind() != MethodKind.UNARY;
    Duration own = method.timeout();
    this.method = method;
    this.invoker = invoker;
    this.timeoutNanos = (own == null || streams && own.compareTo(timeout) > 0 ? timeout : own).toNanos();
    this.totalNanos = streams && own != null ? own.toNanos() : UNLIMITED_NANOS;
    this.context = context;
    this.completions = context.completionsOf(method);
    this.streams = streams ? new StreamCaller(this) : null;
  }

  private MethodCaller(MethodCaller of, long timeoutNanos) {
    this.method = of.method;
    this.invoker = of.invoker;
    this.timeoutNanos = timeoutNanos;
    this.totalNanos = of.totalNanos;
    this.context = of.context;
    this.completions = of.completions;
    this.streams = null;
  }

  /** The same, for calls with one request and one reply that may take so long; with null as long as others. */
  MethodCaller within(@Nullable Duration timeout) {
    return timeout == null ? this : new MethodCaller(this, timeout.toNanos());
  }

  @Override
  public @Nullable Object call(@Nullable Object @Nullable [] arguments) throws Throwable {
    if (streams != null) {
      return streams.call(arguments);
    }
    return method.replyStyle() == ReplyStyle.FUTURE ? later(arguments) : now(arguments);
  }

  /** Calls and returns at once. */
  FutureCall later(@Nullable Object @Nullable [] arguments) {
    return new FutureCall(this, invocation(arguments)).start();
  }

  /** Calls and waits. */
  @Nullable Object now(@Nullable Object @Nullable [] arguments) throws Throwable {
    requireMayBlock();
    Invocation invocation = invocation(arguments);
    Surroundings surroundings = Surroundings.of(invocation);
    return (surroundings == null ? await(invocation, invoke(invocation)) : await(invocation, surroundings)).value();
  }

  /** @throws IllegalStateException on a thread that would wait for itself */
  void requireMayBlock() {
    Thread caller = Thread.currentThread();
    if (context.mustNotBlock(caller)) {
      throw new IllegalStateException(method.fullName() + ": a blocking call on the event loop " + caller.getName()
          + " would never return.\n  Use a method that returns CompletableFuture, or run this code on another executor:"
          + " drop nonBlocking or completeOnEventLoop() where it was chosen.");
    }
  }

  Invocation invocation(@Nullable Object @Nullable [] arguments) {
    return invocation(arguments, RpcContext.current());
  }

  /** @param here where the Java method was called, which need not be where its call begins */
  Invocation invocation(@Nullable Object @Nullable [] arguments, RpcContext here) {
    return new Invocation(method, Arguments.of(arguments), Surroundings.deadline(here, timeoutNanos, context.clock()),
        here.outgoing(), new Cancellation(), streams == null ? null : total(here), here, null);
  }

  private @Nullable Deadline total(RpcContext here) {
    return totalNanos == UNLIMITED_NANOS && here.deadline() == null ? null
        : Surroundings.deadline(here, totalNanos, context.clock());
  }

  /** Starts the call; what a filter or cluster throws is a failed stage. */
  CompletionStage<Reply> invoke(Invocation invocation) {
    try {
      CompletionStage<Reply> stage = invoker.invoke(invocation);
      return stage != null ? stage : CompletableFuture.failedFuture(noAnswer());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private Reply await(Invocation invocation, Surroundings surroundings) throws Throwable {
    Reply reply = null;
    Throwable failure = null;
    try {
      reply = await(invocation, surroundings.begin(this));
      return reply;
    } catch (Throwable e) {
      failure = e;
      throw surroundings.explain(e);
    } finally {
      surroundings.end(reply, failure);
    }
  }

  private Reply await(Invocation invocation, CompletionStage<Reply> stage) throws Throwable {
    CompletableFuture<Reply> reply = stage.toCompletableFuture();
    try {
      return notNull(reply.get(invocation.deadline().remainingNanos(context.clock()), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return giveUp(invocation, reply, expired(invocation));
    } catch (InterruptedException e) {
      try {
        return giveUp(invocation, reply, new RpcException(Code.CANCELLED, Execution.MAYBE_EXECUTED, Origin.LOCAL,
            method.fullName() + ": the calling thread was interrupted", e, List.of()));
      } finally {
        Thread.currentThread().interrupt();
      }
    } catch (ExecutionException e) {
      throw atCaller(e.getCause());
    }
  }

  /**
   * Cancels what is under way, which ends it and says what was known of it: at once, though perhaps on another thread
   * that was just about to end it anyway. An answer may have won the race.
   */
  private Reply giveUp(Invocation invocation, CompletableFuture<Reply> reply, RpcException reason)
      throws Throwable {
    invocation.cancellation().cancel(reason);
    try {
      return notNull(reply.get(LAST_WORD_NANOS, TimeUnit.NANOSECONDS));
    } catch (TimeoutException | InterruptedException e) {
      throw reason;
    } catch (ExecutionException e) {
      throw atCaller(e.getCause());
    }
  }

  private static Reply notNull(@Nullable Reply reply) {
    if (reply == null) {
      throw noAnswer();
    }
    return reply;
  }

  /** Of a cluster that is no one of ours: the filters see to it that none of them does so. */
  static RuntimeException noAnswer() {
    return new IllegalStateException(
        "the cluster answered null (expected: a stage that ends with a Reply or a failure)");
  }

  RpcException expired(Invocation invocation) {
    return RpcException.maybeExecuted(Code.DEADLINE_EXCEEDED,
        method.fullName() + " took longer than " + Durations.text(invocation.deadline().timeout()));
  }

  /** The failure with the caller's stack: that of an event loop tells nobody anything. */
  Throwable atCaller(@Nullable Throwable failure) {
    if (failure == null) {
      return new IllegalStateException("failed without a cause");
    }
    if (failure instanceof RpcException || method.types().error(failure.getClass()).isPresent()) {
      failure.setStackTrace(new Throwable().getStackTrace());
    }
    return failure;
  }

  MethodContract method() {
    return method;
  }

  /** Runs the user's continuations. */
  Executor completions() {
    return completions;
  }

  CallContext context() {
    return context;
  }
}
