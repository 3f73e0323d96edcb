package dev.tern.core.consumer;

import dev.tern.api.Attachments;
import dev.tern.api.Cancellation;
import dev.tern.api.Code;
import dev.tern.api.Deadline;
import dev.tern.api.NanoClock;
import dev.tern.api.RpcContext;
import dev.tern.api.RpcException;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.spi.Attempt;
import dev.tern.api.spi.Attempts;
import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.MethodCodec;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.api.spi.RetryBudget;
import dev.tern.api.spi.Scheduler;
import dev.tern.api.spi.Snapshot;
import dev.tern.api.spi.Transport;
import dev.tern.api.spi.WriteBuffer;
import dev.tern.core.directory.CircuitBreaker;
import dev.tern.core.directory.Directory;
import dev.tern.core.directory.LiveCandidate;
import dev.tern.core.directory.Outcome;
import dev.tern.core.filter.Filters;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the cluster of one method sees of its service: candidates to pick and a way to try one. */
final class ServiceAttempts implements Attempts {
  private static final int FIRST_KEPT_BYTES = 256;
  private static final int MOST_KEPT_BYTES = Integer.MAX_VALUE - 1024; // whether it can be sent is the transport's to say

  private final MethodContract method;
  private final Duration timeout;
  private final Directory directory;
  private final Directory.Balanced balanced;
  private final @Nullable CircuitBreaker breaker;
  private final MethodCodec codec;
  private final DeclaredErrors errors;
  private final Transport.Route route;
  private final Filters filters;
  private final RetryBudget budget;
  private final Scheduler scheduler;
  private final NanoClock clock;
  private final Supplier<String> noEndpoint;
  private final @Nullable StreamSettings streams;

  /**
   * @param timeout of calls that are made again, outside of their caller's time
   * @param breaker null: the method has none
   * @param streams null for a method with one request and one reply
   * @param noEndpoint text of the failure when there is no candidate: where was looked, and what to do
   */
  ServiceAttempts(MethodContract method, Duration timeout, Directory directory, Directory.Balanced balanced,
      @Nullable CircuitBreaker breaker, MethodCodec codec, DeclaredErrors errors, Transport.Route route, Filters filters,
      RetryBudget budget, Scheduler scheduler, NanoClock clock, Supplier<String> noEndpoint,
      @Nullable StreamSettings streams) {
    this.method = method;
    this.timeout = timeout;
    this.directory = directory;
    this.balanced = balanced;
    this.breaker = breaker;
    this.codec = codec;
    this.errors = errors;
    this.route = route;
    this.filters = filters;
    this.budget = budget;
    this.scheduler = scheduler;
    this.clock = clock;
    this.noEndpoint = noEndpoint;
    this.streams = streams;
  }

  @Override
  public MethodContract method() {
    return method;
  }

  @Override
  public byte[] encode(Invocation invocation) {
    WriteBuffer message = new WriteBuffer(FIRST_KEPT_BYTES, MOST_KEPT_BYTES);
    codec.arguments().write(invocation.arguments(), message);
    return message.toByteArray();
  }

  @Override
  public Invocation decode(byte[] arguments, Attachments attachments) throws DecodeException {
    return new Invocation(method, codec.arguments().read(new ReadBuffer(arguments)), Deadline.after(timeout, clock),
        attachments, new Cancellation(), null, RpcContext.none(), null);
  }

  @Override
  public Snapshot snapshot(Invocation invocation) {
    return directory.snapshot(invocation);
  }

  @Override
  public Candidate pick(Invocation invocation, Set<Candidate> tried) {
    Candidate picked = breaker == null ? balanced.pick(invocation, tried) : breaker.pick(balanced, invocation, tried);
    if (picked == null) {
      throw RpcException.notExecuted(Code.UNAVAILABLE, directory.snapshot().isEmpty() ? noEndpoint.get()
          : invocation.method().fullName() + ": routing rules leave it no provider\n  " + directory.explain(invocation));
    }
    return picked;
  }

  @Override
  public CompletionStage<Attempt> on(Candidate candidate, Invocation invocation, long limitNanos,
      BooleanSupplier giveUp) {
    LiveCandidate live = (LiveCandidate) candidate;
    if (filters.isEmpty()) {
      return start(live, invocation, limitNanos, giveUp);
    }
    return FilteredAttempt.start(filters, filtered -> start(live, filtered, limitNanos, giveUp),
        invocation.withPeer(live.endpoint()));
  }

  private CompletionStage<Attempt> start(LiveCandidate candidate, Invocation invocation, long limitNanos,
      BooleanSupplier giveUp) {
    return streams == null ? new AttemptCall(this, candidate, invocation).start(limitNanos, giveUp)
        : new StreamAttempt(this, streams, candidate, invocation).start(limitNanos, giveUp);
  }

  /** An attempt has ended; see {@link LiveCandidate#ended}. */
  void ended(LiveCandidate candidate, long latencyNanos, long startedNanos, long nowNanos, Outcome outcome,
      String text) {
    candidate.ended(latencyNanos, startedNanos, nowNanos, outcome, text);
    if (breaker != null) {
      breaker.ended(candidate, startedNanos, nowNanos, outcome, text);
    }
  }

  @Override
  public RetryBudget budget() {
    return budget;
  }

  @Override
  public Scheduler scheduler() {
    return scheduler;
  }

  @Override
  public NanoClock clock() {
    return clock;
  }

  MethodCodec codec() {
    return codec;
  }

  DeclaredErrors errors() {
    return errors;
  }

  Transport.Route route() {
    return route;
  }
}
