package dev.tern.core.consumer;

import dev.tern.api.Attachments;
import dev.tern.api.Code;
import dev.tern.api.Deadline;
import dev.tern.api.Execution;
import dev.tern.api.RpcContext;
import dev.tern.api.RpcException;
import dev.tern.api.contract.MethodKind;
import dev.tern.api.spi.Attempt;
import dev.tern.api.spi.Call;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.MessageWriter;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.api.spi.Reply;
import dev.tern.api.spi.Scheduler;
import dev.tern.api.spi.WriteBuffer;
import dev.tern.core.call.Durations;
import dev.tern.core.directory.LiveCandidate;
import dev.tern.core.directory.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a method that streams, on one candidate. As a stage it is complete when its outcome is known: with
 * many replies at their headers, with one when that has come. From then on it is the call itself, up to its end.
 */
final class StreamAttempt extends CompletableFuture<Attempt> implements MessageWriter, Call.Listener, Runnable {
  /** How far it got, which says whether another attempt could take its place. */
  private enum Stage {
    /** Nobody but this side has seen anything of it that could not be repeated. */
    STARTED,
    /** Given up for another attempt: what comes now comes too late. */
    GIVEN_UP,
    /** Its request publisher has its one subscriber: there is no other attempt. */
    SENDING,
    /** The provider has begun to answer: the stage is complete. */
    ANSWERED,
    ENDED
  }

  private final ServiceAttempts service;
  private final LiveCandidate candidate;
  private final Invocation invocation;
  private final MethodKind kind;
  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.STARTED);
  private final AtomicInteger earlyRequests = new AtomicInteger();
  private final IdleTimer idle;
  private final @Nullable ReplyStream replies;
  private final @Nullable RequestPump requests;
  private long startedNanos;
  private volatile long begunNanos; // when the provider took it or began to answer, 0 before
  private volatile long sentNanos; // when it had the whole of a streamed request, 0 before
  private volatile Headers replyHeaders = Headers.empty();
  private @Nullable ReplyMetadata metadata; // of its answer; by the transport's thread
  private boolean replied;
  private @Nullable Object value;
  private volatile @Nullable RpcException unreadable;
  private volatile @Nullable Call call;
  private volatile Scheduler.@Nullable Timer limitTimer;
  private volatile Scheduler.@Nullable Timer startTimer;
  private volatile boolean ended;

  StreamAttempt(ServiceAttempts service, StreamSettings settings, LiveCandidate candidate, Invocation invocation) {
    this.service = service;
    this.candidate = candidate;
    this.invocation = invocation;
    this.kind = settings.kind();
    this.replies = kind.streamsReplies() ? new ReplyStream(this, settings.deliveries()) : null;
    this.requests = kind.streamsRequests() ? new RequestPump(this, source(invocation), settings.requests()) : null;
    this.idle = new IdleTimer(service.scheduler(), service.clock(), settings.idleNanos(), this::isWaiting,
        () -> fail(Code.DEADLINE_EXCEEDED, "no message came or went for "
            + Durations.text(Duration.ofNanos(settings.idleNanos())) + "\n  Where such pauses are usual, raise"
            + " streamIdleTimeout, or send something in between.", null));
  }

  private static Flow.Publisher<?> source(Invocation invocation) {
    if (invocation.arguments().size() == 1 && invocation.arguments().get(0) instanceof Flow.Publisher<?> publisher) {
      return publisher;
    }
    throw RpcException.notExecuted(Code.INVALID_ARGUMENT, invocation.method().fullName()
        + ": its request is no Flow.Publisher (expected: the one that the caller gave, or one made of it by a filter)");
  }

  /**
   * Begins.
   *
   * @param limitNanos when to ask {@code giveUp} whether to end it, if the provider has not begun to answer
   * @throws RpcException for an argument that cannot travel: no other attempt would fare better
   */
  StreamAttempt start(long limitNanos, BooleanSupplier giveUp) {
    startedNanos = service.clock().nanoTime();
    Attempt needless = AttemptEnd.beforeStart(invocation, startedNanos);
    if (needless != null) {
      complete(needless);
      return this;
    }
    candidate.started();
    Call started;
    try {
      started = open();
    } catch (RuntimeException | Error e) {
      candidate.notStarted();
      if (e instanceof RpcException known) {
        throw AttemptEnd.named(known, invocation);
      }
      throw e;
    }
    call = started;
    if (replies == null) {
      started.request(2); // a second would be one too many, and told as such
    }
    int early = earlyRequests.getAndSet(0); // its headers came before the call was known here
    if (early > 0) {
      started.request(early);
    }
    invocation.cancellation().onCancel(this);
    long toBegin = invocation.deadline().atNanos() - startedNanos;
    if (limitNanos < toBegin) {
      limitTimer = service.scheduler().schedule(limitNanos, () -> giveUp(started, giveUp));
    }
    if (requests != null) { // a filter may have taken the caller's publisher, who then takes the call for begun
      startTimer = service.scheduler().schedule(toBegin, () -> giveUp(started, () -> true));
    }
    if (ended) { // meanwhile, perhaps before there was something to forget
      forget();
    } else if (requests != null) {
      requests.wake();
    }
    return this;
  }

  private Call open() {
    Deadline total = invocation.total();
    long remaining = total == null ? Long.MAX_VALUE : Math.max(1, total.atNanos() - startedNanos);
    Headers headers = AttemptCall.headers(invocation);
    return requests != null ? candidate.connection().open(service.route(), headers, remaining, this)
        : candidate.connection().serverStream(service.route(), headers, remaining, this, this);
  }

  private void giveUp(Call started, BooleanSupplier giveUp) {
    if (stage.get() == Stage.STARTED && giveUp.getAsBoolean()
        && stage.compareAndSet(Stage.STARTED, Stage.GIVEN_UP)) {
      started.cancel(Code.DEADLINE_EXCEEDED, AttemptEnd.NO_ANSWER);
    }
  }

  /** The one request of a method that streams replies only. */
  @Override
  public void write(WriteBuffer out) {
    service.codec().arguments().write(invocation.arguments(), out);
  }

  /** The invocation was cancelled. */
  @Override
  public void run() {
    Call current = call;
    if (current != null) {
      AttemptEnd.cancel(current, invocation.cancellation());
    }
  }

  /** Ends the call from this side. */
  void fail(Code code, String what, @Nullable Throwable cause) {
    invocation.cancellation().cancel(new RpcException(code, Execution.MAYBE_EXECUTED, RpcException.Origin.LOCAL,
        invocation.method().fullName() + ": " + what, cause, List.of()));
  }

  // The replies' side.

  /** Lets more replies come; any thread. */
  void request(int count) {
    idle.touch(); // from now on they are waited for
    Call current = call;
    if (current != null) {
      current.request(count);
      return;
    }
    earlyRequests.addAndGet(count);
    current = call;
    int early = current == null ? 0 : earlyRequests.getAndSet(0);
    if (early > 0) {
      current.request(early);
    }
  }

  @Override
  public void onHeaders(Headers headers) {
    replyHeaders = headers;
    idle.touch();
    candidate.answered(startedNanos, service.clock().nanoTime()); // it may go on for hours
    if (replies == null) {
      return;
    }
    Stage before = stage.get();
    while (before == Stage.STARTED || before == Stage.SENDING) {
      if (stage.compareAndSet(before, Stage.ANSWERED)) {
        begunNanos = service.clock().nanoTime();
        if (before == Stage.STARTED) {
          idle.start();
        }
        complete(answer(Headers.empty()));
        return;
      }
      before = stage.get();
    }
  }

  private Attempt answer(Headers trailers) {
    ReplyMetadata known = new ReplyMetadata(replyHeaders, trailers);
    metadata = known;
    return Attempt.Answered.with(new Reply(replies != null ? replies : value, Attachments.received(known)));
  }

  @Override
  public void onMessage(ReadBuffer message) {
    idle.touch();
    if (replies == null && replied) {
      unreadable = end().secondReply();
      return;
    }
    replied = true;
    int bytes = message.remaining();
    Object read;
    try {
      read = service.codec().reply().read(message);
    } catch (DecodeException e) {
      refuse(e.getMessage());
      return;
    } catch (RuntimeException | Error e) { // a constructor of the user's type refused what came
      refuse(e.toString());
      return;
    }
    if (replies == null) {
      value = read;
    } else if (read == null) {
      refuse("an element of a stream is null");
    } else {
      replies.arrived(read, bytes);
    }
  }

  private void refuse(String reason) {
    unreadable = end().unreadable(reason);
    Call current = call;
    if (replies != null && current != null) {
      current.cancel(Code.CANCELLED, "its reply cannot be decoded");
    }
  }

  /** Whether the peer is expected to do something. Not while the subscriber does not ask: a slow reader hangs nowhere. */
  private boolean isWaiting() {
    return replies == null || stage.get() != Stage.ANSWERED || replies.isWaiting();
  }

  // The requests' side.

  /** True if its request publisher may be subscribed now, after which there is no other attempt. */
  boolean mayBegin() {
    if (!isReady()) {
      return false;
    }
    if (stage.compareAndSet(Stage.STARTED, Stage.SENDING)) {
      begunNanos = service.clock().nanoTime();
      idle.start();
      return true;
    }
    return stage.get() == Stage.ANSWERED;
  }

  boolean isReady() {
    Call current = call;
    return current != null && current.isReady();
  }

  /** Sends one element; on its publisher's thread. */
  void send(MessageWriter element) {
    Call current = call;
    if (current != null) {
      current.send(element);
      idle.touch();
    }
  }

  void halfClose() {
    Call current = call;
    if (current != null) {
      sentNanos = service.clock().nanoTime();
      current.halfClose();
      idle.touch();
    }
  }

  ServiceAttempts service() {
    return service;
  }

  /** Where the call was made. */
  RpcContext context() {
    return invocation.context();
  }

  String name() {
    return invocation.method().fullName();
  }

  @Override
  public void onReady() {
    idle.touch();
    if (requests != null) {
      requests.wake();
    }
  }

  // The end.

  @Override
  public void onClose(Call.Closed closed) {
    Stage before = stage.getAndSet(Stage.ENDED);
    Outcome outcome = closed.isOk() || unreadable != null ? Outcome.WELL
        : end().outcome(closed, replyHeaders != Headers.empty());
    service.ended(candidate, latencyNanos(), startedNanos, service.clock().nanoTime(), outcome, closed.message());
    ended = true; // before: whoever registers something after this forgets it again
    forget();
    if (requests != null) {
      requests.over();
    }
    ReplyMetadata known = metadata;
    if (known != null) {
      known.end(closed.trailers()); // before anybody is told
    }
    if (replies != null && before == Stage.ANSWERED) {
      replies.end(failure(closed, true));
    } else {
      complete(outcome(closed, before == Stage.SENDING));
    }
  }

  /** How long the provider took, which is not how long the caller kept the stream. */
  private long latencyNanos() {
    long now = service.clock().nanoTime();
    if (replies == null && sentNanos != 0) {
      return now - sentNanos;
    }
    return (begunNanos != 0 ? begunNanos : now) - startedNanos;
  }

  private void forget() {
    idle.stop();
    invocation.cancellation().remove(this);
    cancel(limitTimer);
    cancel(startTimer);
  }

  private static void cancel(Scheduler.@Nullable Timer timer) {
    if (timer != null) {
      timer.cancel();
    }
  }

  private @Nullable Throwable failure(Call.Closed closed, boolean begun) {
    RpcException refused = unreadable;
    if (refused != null) {
      return refused;
    }
    return closed.isOk() ? null : end().finalFailure(closed, begun);
  }

  private Attempt outcome(Call.Closed closed, boolean isFinal) {
    if (closed.isOk() && unreadable == null && replies == null && !replied) {
      return Attempt.Answered.failed(end().unreadable("it has no message"));
    }
    if (!closed.isOk() && unreadable == null && !isFinal) {
      return end().attempt(closed, replyHeaders != Headers.empty());
    }
    Throwable failure = failure(closed, false);
    if (failure != null) {
      return Attempt.Answered.failed(failure);
    }
    if (replies != null) {
      replies.end(null); // it ended before its headers: a stream of nothing
    }
    return answer(closed.trailers());
  }

  private AttemptEnd end() {
    return new AttemptEnd(service, candidate, invocation, startedNanos);
  }
}
