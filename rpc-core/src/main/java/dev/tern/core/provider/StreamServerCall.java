package dev.tern.core.provider;

import dev.tern.api.Attachments;
import dev.tern.api.Cancellation;
import dev.tern.api.Code;
import dev.tern.api.Deadline;
import dev.tern.api.NanoClock;
import dev.tern.api.RpcContext;
import dev.tern.api.RpcException;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.api.spi.Reply;
import dev.tern.api.spi.ServerCall;
import dev.tern.core.call.Arguments;
import dev.tern.core.call.Durations;
import dev.tern.core.overload.Departure;
import dev.tern.core.overload.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One call that streams its requests, its replies or both. It begins as a unary one does, with the request or, where
 * requests are streamed, at once; what travels then is the business of {@link RequestStream} and {@link ReplySender},
 * and how it ends that of {@link Outbox}. This class knows the call's life: started or turned away, answered, ended.
 */
final class StreamServerCall implements ServerCall.Listener, RequestStream.Owner, StreamTimer.Owner,
    Outbox.Attached, BiConsumer<@Nullable Reply, @Nullable Throwable> {
  /** Far away, yet safe to add to a clock: for peers that set no deadline. */
  private static final long NO_DEADLINE_NANOS = Long.MAX_VALUE / 4;

  private final MethodBinding binding;
  private final OfferedCodec offered;
  private final ServerCall call;
  private final Headers headers;
  private final NanoClock clock;
  private final Duration idle;
  private final long entered;
  private final Cancellation cancellation = new Cancellation();
  private final UserCode userCode;
  private final Outbox outbox;
  private final StreamTimer timer;
  private final @Nullable RequestStream requests;
  private @Nullable List<@Nullable Object> arguments;
  private volatile @Nullable ReplySender replies;
  private volatile @Nullable RpcContext context;
  private volatile Attachments ofReply = Attachments.empty();

  private StreamServerCall(MethodBinding binding, OfferedCodec offered, ServerCall call, Headers headers,
      NanoClock clock, StreamLimits limits, long entered) {
    this.binding = binding;
    this.offered = offered;
    this.call = call;
    this.headers = headers;
    this.clock = clock;
    this.idle = limits.idle();
    this.entered = entered;
    this.userCode = new UserCode(binding.executor(), binding.inPlace());
    this.outbox = new Outbox(binding.contract(), offered, call, this, this::ended);
    this.timer = new StreamTimer(clock, limits, this);
    if (binding.contract().kind().streamsRequests()) {
      this.requests = new RequestStream(binding.contract(), offered.codec().arguments(), userCode, this);
      this.arguments = Arguments.of(new Object[] {requests});
    } else {
      this.requests = null;
    }
  }

  /**
   * Begins a call. On the event loop.
   *
   * @param entered what the binding's gate said
   */
  static ServerCall.Listener start(MethodBinding binding, OfferedCodec offered, ServerCall call, Headers headers,
      NanoClock clock, StreamLimits limits, long entered) {
    StreamServerCall started = new StreamServerCall(binding, offered, call, headers, clock, limits, entered);
    if (started.requests != null) {
      started.begin();
    }
    return started;
  }

  // What comes from the transport.

  @Override
  public void onMessage(ReadBuffer message) {
    timer.progress();
    if (requests != null) {
      requests.onMessage(message);
      return;
    }
    if (arguments != null) {
      reject(Code.INVALID_ARGUMENT, "the request has more than one message");
      return;
    }
    try {
      arguments = offered.codec().arguments().read(message);
    } catch (DecodeException e) {
      reject(Code.INVALID_ARGUMENT, "the request cannot be decoded: " + e.getMessage());
    } catch (RuntimeException | Error e) { // a constructor of the user's type refused what came
      Failures.logUndecodable(binding.contract(), e);
      reject(Code.INVALID_ARGUMENT, "the request cannot be decoded: its values were refused");
    }
  }

  @Override
  public void onUnreadable(Code code, String message) {
    if (requests == null) {
      reject(code, message); // a handler begins once its only request was read
    } else {
      fail(code, message);
    }
  }

  @Override
  public void onHalfClose() {
    timer.progress();
    if (requests != null) {
      if (!binding.contract().kind().streamsReplies()) {
        timer.stop(); // from here on it waits for its handler alone, as a unary call does
      }
      requests.complete();
    } else if (arguments == null) {
      reject(Code.INVALID_ARGUMENT, "the request has no message");
    } else if (!outbox.isEnded()) {
      begin();
    }
  }

  @Override
  public void onReady() {
    timer.progress();
    ReplySender current = replies;
    if (current != null) {
      current.onReady();
    }
  }

  @Override
  public void onCancel() {
    outbox.end(Ending.Gone.from(call));
  }

  // The handler.

  private void begin() {
    try {
      userCode.begin(this::invoke);
    } catch (RejectedExecutionException e) {
      Refusal full = Rejection.QUEUE_FULL;
      reject(full.code(), full.message(), full.trailers());
    }
  }

  private void reject(Code code, String message) {
    reject(code, message, Rejection.NOT_EXECUTED);
  }

  private void reject(Code code, String message, Headers trailers) {
    outbox.end(Ending.Failed.of(new Failures.Answer(code, message, trailers)));
  }

  private void invoke() {
    long remaining = call.remainingNanos();
    if (remaining <= 0 || outbox.isEnded()) {
      reject(Code.DEADLINE_EXCEEDED, "expired before the handler began");
      return;
    }
    if (!binding.contract().kind().streamsReplies()) {
      timer.start();
    }
    Deadline deadline = Deadline.after(Math.min(remaining, NO_DEADLINE_NANOS), clock);
    Attachments received = Attachments.received(headers::get);
    RpcContext served = RpcContext.serving(binding.contract().service().name(), binding.contract().name(), received,
        remaining < NO_DEADLINE_NANOS ? deadline : null, clock, cancellation, binding.handlers());
    context = served;
    userCode.in(served).enter(() -> binding.invoker().invoke(new Invocation(binding.contract(), arguments, deadline,
        received, cancellation, null, served, call.peer())).whenComplete(this));
  }

  /** The handler answered, on any thread: with its only reply, or with where to get them. */
  @Override
  public void accept(@Nullable Reply reply, @Nullable Throwable thrown) {
    if (reply != null) {
      ofReply = reply.attachments();
    }
    if (thrown != null) {
      outbox.fail(unwrapped(thrown));
    } else if (reply == null) {
      outbox.fail(new NullPointerException("a filter answered null"));
    } else if (!binding.contract().kind().streamsReplies()) {
      outbox.end(new Ending.Single(reply.value()));
    } else if (reply.value() instanceof Flow.Publisher<?> publisher) {
      subscribe(publisher);
    } else {
      outbox.fail(new IllegalStateException("a filter answered something else than a Flow.Publisher"));
    }
  }

  /** Even if the call is over: a publisher may hold something that it lets go when it is cancelled. */
  private void subscribe(Flow.Publisher<?> publisher) {
    ReplySender stream = new ReplySender(binding.contract().javaName(), call, outbox, userCode, timer);
    replies = stream;
    timer.start();
    if (outbox.isEnded()) {
      stream.cancel();
    }
    try {
      userCode.enter(() -> publisher.subscribe(stream));
    } catch (Throwable e) { // it must not throw, but it is the user's
      outbox.fail(e);
    }
  }

  /** What the handler attached, and what filters did. */
  @Override
  public Attachments atStart() {
    RpcContext served = context;
    if (served == null) {
      return Attachments.empty();
    }
    Attachments byFilters = ofReply;
    ofReply = Attachments.empty(); // where both are too much, the failure that this becomes goes without them
    Attachments all = served.takeReply().withAll(byFilters);
    ofReply = byFilters;
    return all;
  }

  @Override
  public Attachments atEnd() {
    RpcContext served = context;
    return served == null ? Attachments.empty() : served.takeReplyAtEnd();
  }

  @Override
  public Headers withRetries(Headers trailers) {
    return ReplyHeaders.withRetriesOf(context, trailers);
  }

  // What happens on the way.

  @Override
  public void request(int messages) {
    call.request(messages);
  }

  @Override
  public void onProgress() {
    timer.progress();
  }

  @Override
  public void onUndecodable(String why) {
    fail(Code.INVALID_ARGUMENT, "a request cannot be decoded: " + why);
  }

  @Override
  public void onOverload() {
    outbox.fail(overloaded());
  }

  @Override
  public void onSubscriberFailed(Throwable failure) {
    outbox.fail(failure);
  }

  @Override
  public void onHeadersDue() {
    if (binding.contract().kind().streamsReplies()) {
      outbox.sendHeaders();
    }
  }

  @Override
  public void onIdle() {
    String text = binding.contract().fullName() + ": no progress for " + Durations.text(idle)
        + "\n  Send something now and then, or raise streamIdleTimeout on both sides.";
    if (binding.contract().kind().streamsReplies() && !call.isReady()) {
      outbox.end(new Ending.Aborted(RpcException.maybeExecuted(Code.DEADLINE_EXCEEDED, text)));
    } else {
      fail(Code.DEADLINE_EXCEEDED, text);
    }
  }

  private void fail(Code code, String message) {
    outbox.end(Ending.Failed.of(new Failures.Answer(code, message, Headers.empty())));
  }

  /** The call ended, on any thread. Whatever still works for it is told. */
  private void ended(Ending how) {
    binding.gate().free();
    binding.gate().leave(entered, Departure.ANSWERED); // however it ended: streams are counted, not timed
    timer.stop();
    RpcException cause = how.cause();
    if (requests != null) {
      requests.fail(cause != null ? cause
          : RpcException.maybeExecuted(Code.CANCELLED, "the call was answered before its requests ended"));
    }
    ReplySender current = replies;
    if (current != null) {
      current.cancel();
    }
    if (cause != null) {
      cancellation.cancel(cause);
    }
  }

  static RpcException overloaded() {
    return new RpcException(Code.RESOURCE_EXHAUSTED, "the provider's queue is full");
  }

  static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
  }
}
