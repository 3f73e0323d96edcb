package dev.tern.core.provider;

import dev.tern.api.Attachments;
import dev.tern.api.Cancellation;
import dev.tern.api.Code;
import dev.tern.api.Deadline;
import dev.tern.api.NanoClock;
import dev.tern.api.RpcContext;
import dev.tern.api.RpcException;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.MessageWriter;
import dev.tern.api.spi.MethodCodec;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.api.spi.Reply;
import dev.tern.api.spi.ServerCall;
import dev.tern.api.spi.WriteBuffer;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One unary call: decodes on the event loop, makes at most one hop, and encodes where the handler ended. One object is
 * the transport's listener, the task, and the writer of the reply.
 */
final class UnaryServerCall implements ServerCall.Listener, Runnable, MessageWriter,
    BiConsumer<@Nullable Reply, @Nullable Throwable> {
  /** Far away, yet safe to add to a clock: for peers that set no deadline. */
  private static final long NO_DEADLINE_NANOS = Long.MAX_VALUE / 4;

  /** The consumer counts the deadline down as well, and may be the first to give up by a moment. */
  private static final long SAME_MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final String EXPIRED = "its deadline has passed";

  private static final Logger LOG = LoggerFactory.getLogger(UnaryServerCall.class);

  private final MethodBinding binding;
  private final OfferedCodec offered;
  private final MethodCodec codec;
  private final ServerCall call;
  private final Headers headers;
  private final NanoClock clock;
  private final Cancellation cancellation = new Cancellation();
  private @Nullable List<@Nullable Object> arguments;
  private @Nullable RpcContext context;
  private @Nullable Object value;
  private boolean rejected;

  UnaryServerCall(MethodBinding binding, OfferedCodec offered, ServerCall call, Headers headers, NanoClock clock) {
    this.binding = binding;
    this.offered = offered;
    this.codec = offered.codec();
    this.call = call;
    this.headers = headers;
    this.clock = clock;
  }

  @Override
  public void onMessage(ReadBuffer message) {
    if (arguments != null) {
      reject(Code.INVALID_ARGUMENT, "the request has more than one message");
      return;
    }
    try {
      arguments = codec.arguments().read(message);
    } catch (DecodeException e) {
      reject(Code.INVALID_ARGUMENT, "the request cannot be decoded: " + e.getMessage());
    } catch (RuntimeException | Error e) { // a constructor of the user's type refused what came
      Failures.logUndecodable(binding.contract(), e);
      reject(Code.INVALID_ARGUMENT, "the request cannot be decoded: its values were refused");
    }
  }

  @Override
  public void onUnreadable(Code code, String message) {
    rejected = true;
    call.fail(code, message, Headers.empty());
  }

  @Override
  public void onHalfClose() {
    if (rejected) {
      return;
    }
    if (arguments == null) {
      reject(Code.INVALID_ARGUMENT, "the request has no message");
      return;
    }
    if (binding.executor() == null) {
      run();
      return;
    }
    try {
      binding.executor().execute(this);
    } catch (RejectedExecutionException e) {
      reject(Code.RESOURCE_EXHAUSTED, "the provider's queue is full");
    }
  }

  @Override
  public void onCancel() {
    rejected = true;
    cancellation.cancel(expires() ? RpcException.maybeExecuted(Code.DEADLINE_EXCEEDED, EXPIRED)
        : RpcException.maybeExecuted(Code.CANCELLED, "the consumer no longer waits"));
  }

  private void reject(Code code, String message) {
    rejected = true;
    call.fail(code, message, Rejection.NOT_EXECUTED);
  }

  /** Runs the handler, on its executor or on the event loop. */
  @Override
  public void run() {
    long remaining = call.remainingNanos();
    if (remaining <= 0 || call.isCancelled()) {
      call.fail(Code.DEADLINE_EXCEEDED, "expired before the handler began", Rejection.NOT_EXECUTED);
      return;
    }
    Deadline deadline = Deadline.after(Math.min(remaining, NO_DEADLINE_NANOS), clock);
    Attachments attachments = Attachments.received(headers::get);
    RpcContext entered = RpcContext.serving(binding.contract().service().name(), binding.contract().name(), attachments,
        remaining < NO_DEADLINE_NANOS ? deadline : null, clock, cancellation, binding.handlers());
    context = entered;
    RpcContext previous = RpcContext.enter(entered);
    try {
      invoke(new Invocation(binding.contract(), arguments, deadline, attachments, cancellation, null,
          entered));
    } finally {
      RpcContext.restore(previous);
    }
  }

  private void invoke(Invocation invocation) {
    CompletionStage<Reply> stage;
    try {
      stage = binding.invoker().invoke(invocation);
    } catch (Throwable e) { // a filter may throw anything
      accept(null, e);
      return;
    }
    if (stage == null) {
      accept(null, new NullPointerException("a filter returned null"));
      return;
    }
    stage.whenComplete(this);
  }

  /** The handler ended, on any thread. */
  @Override
  public void accept(@Nullable Reply reply, @Nullable Throwable thrown) {
    if (thrown == null && reply != null) {
      if (call.isCancelled()) {
        return; // nobody waits for it
      }
      value = reply.value();
      try {
        call.reply(ReplyHeaders.of(attached().withAll(reply.attachments())), this);
        return;
      } catch (RejectedExecutionException e) {
        LOG.debug("{}: its reply has nowhere to go, the server is closed", binding.contract().fullName(), e);
        return;
      } catch (RpcException e) {
        tell(Failures.ofReply(binding.contract(), e));
        return;
      } catch (Throwable e) { // the user's getters may throw anything
        fail(e);
        return;
      }
    }
    fail(thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause()
        : thrown != null ? thrown : new NullPointerException("a filter answered null"));
  }

  @Override
  public void write(WriteBuffer out) {
    codec.reply().write(value, out);
  }

  /** What the handler attached. */
  private Attachments attached() {
    RpcContext served = context;
    return served == null ? Attachments.empty() : served.takeReply();
  }

  private void fail(Throwable failure) {
    if (isOfCancellation(failure) && (call.isCancelled() || expires())) {
      LOG.debug("{} ended early, nobody waits for it", binding.contract().fullName(), failure);
      tell(new Failures.Answer(Code.DEADLINE_EXCEEDED, EXPIRED, Headers.empty())); // if it is not known there yet
      return;
    }
    tell(Failures.answer(binding.contract(), offered, failure));
  }

  /** What handlers are expected to end with once nobody waits: no failure of the provider. */
  private static boolean isOfCancellation(Throwable failure) {
    return failure instanceof InterruptedException || failure instanceof CancellationException
        || failure instanceof RpcException known
        && (known.code() == Code.CANCELLED || known.code() == Code.DEADLINE_EXCEEDED);
  }

  /** The deadline has come: the transport, the consumer and the calls of the handler see it within a moment. */
  private boolean expires() {
    return call.remainingNanos() <= SAME_MOMENT_NANOS;
  }

  private void tell(Failures.Answer answer) {
    call.fail(answer.code(), answer.message(),
        ReplyHeaders.trailers(binding.contract(), answer.trailers(), attached()));
  }
}
