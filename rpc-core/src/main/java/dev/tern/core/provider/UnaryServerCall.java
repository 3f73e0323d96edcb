package dev.tern.core.provider;

import static java.util.Objects.requireNonNull;

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
import dev.tern.core.overload.Departure;
import dev.tern.core.overload.Refusal;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
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

  private static final Logger LOG = LoggerFactory.getLogger(UnaryServerCall.class);
  private static final VarHandle LEFT;
  private static final VarHandle PLACE;
  /** Its handler has not begun, and holds no place yet that it would go on holding. */
  private static final int WAITING = 0;
  private static final int BEGUN = 1;
  private static final int FREED = 2;

  static {
    try {
      LEFT = MethodHandles.lookup().findVarHandle(UnaryServerCall.class, "left", boolean.class);
      PLACE = MethodHandles.lookup().findVarHandle(UnaryServerCall.class, "place", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final MethodBinding binding;
  private final OfferedCodec offered;
  private final MethodCodec codec;
  private final ServerCall call;
  private final Headers headers;
  private final NanoClock clock;
  private final long entered;
  private final Cancellation cancellation = new Cancellation();
  private @Nullable List<@Nullable Object> arguments;
  private @Nullable RpcContext context;
  private @Nullable Object value;
  private boolean rejected;
  private boolean left; // the gate
  private volatile int place; // of those that the method's limit has

  /** @param entered what the binding's gate said */
  UnaryServerCall(MethodBinding binding, OfferedCodec offered, ServerCall call, Headers headers, NanoClock clock,
      long entered) {
    this.binding = binding;
    this.offered = offered;
    this.codec = offered.codec();
    this.call = call;
    this.headers = headers;
    this.clock = clock;
    this.entered = entered;
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
    reject(code, message);
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
    try {
      binding.runner().execute(this);
    } catch (RejectedExecutionException e) {
      Refusal full = Rejection.QUEUE_FULL;
      reject(full.code(), full.message(), full.trailers());
    }
  }

  @Override
  public void onCancel() {
    rejected = true;
    leave(Departure.ABANDONED); // though its handler may run: it says nothing any more of how quick others are
    free(WAITING);
    cancellation.cancel(Lateness.cause(call));
  }

  private void reject(Code code, String message) {
    reject(code, message, Rejection.NOT_EXECUTED);
  }

  private void reject(Code code, String message, Headers trailers) {
    rejected = true;
    leave(Departure.ABANDONED);
    free(WAITING);
    call.fail(code, message, trailers);
  }

  /** Gives its place back, once, if it stands so: a handler that runs holds it to its end, whoever gave up meanwhile. */
  private void free(int from) {
    if (PLACE.compareAndSet(this, from, FREED)) {
      binding.gate().free();
    }
  }

  /** It no longer counts, from the first time on. */
  private void leave(Departure how) {
    if (LEFT.compareAndSet(this, false, true)) {
      binding.gate().leave(entered, how);
    }
  }

  /** Runs the handler, on its executor or on the event loop. */
  @Override
  public void run() {
    long remaining = call.remainingNanos();
    if (remaining <= 0 || call.isCancelled()) {
      leave(Departure.ABANDONED);
      free(WAITING);
      call.fail(Code.DEADLINE_EXCEEDED, "expired before the handler began", Rejection.NOT_EXECUTED);
      return;
    }
    if (!PLACE.compareAndSet(this, WAITING, BEGUN)) {
      return; // it was given up just now
    }
    Deadline deadline = Deadline.after(Math.min(remaining, NO_DEADLINE_NANOS), clock);
    Attachments attachments = Attachments.received(headers::get);
    RpcContext entered = RpcContext.serving(binding.contract().service().name(), binding.contract().name(), attachments,
        remaining < NO_DEADLINE_NANOS ? deadline : null, clock, cancellation, binding.handlers());
    context = entered;
    RpcContext previous = RpcContext.enter(entered);
    try {
      binding.invoker().invoke(new Invocation(binding.contract(), arguments, deadline, attachments, cancellation, null,
          entered, call.peer())).whenComplete(this);
    } finally {
      RpcContext.restore(previous);
    }
  }

  /** The handler ended, on any thread. */
  @Override
  public void accept(@Nullable Reply reply, @Nullable Throwable thrown) {
    try {
      answer(reply, thrown);
    } finally {
      leave(thrown == null ? Departure.ANSWERED : Departure.FAILED);
      free(BEGUN);
    }
  }

  private void answer(@Nullable Reply reply, @Nullable Throwable thrown) {
    if (thrown == null && reply != null) {
      if (call.isCancelled()) {
        return; // nobody waits for it
      }
      value = reply.value();
      try {
        call.reply(ReplyHeaders.of(attached().withAll(reply.attachments())), this, ReplyHeaders.of(attachedAtEnd()));
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
        : requireNonNull(thrown, "neither reply nor failure"));
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

  private Attachments attachedAtEnd() {
    RpcContext served = context;
    return served == null ? Attachments.empty() : served.takeReplyAtEnd();
  }

  private void fail(Throwable failure) {
    if (Lateness.explains(failure, call)) {
      LOG.debug("{} ended early, nobody waits for it", binding.contract().fullName(), failure);
      tell(Lateness.ANSWER);
      return;
    }
    tell(Failures.answer(binding.contract(), offered, failure));
  }

  private void tell(Failures.Answer answer) {
    call.fail(answer.code(), answer.message(), ReplyHeaders.trailers(binding.contract(),
        ReplyHeaders.withRetriesOf(context, answer.trailers()), attached(), attachedAtEnd()));
  }
}
