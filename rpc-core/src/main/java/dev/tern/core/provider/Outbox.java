package dev.tern.core.provider;

import dev.tern.api.Attachments;
import dev.tern.api.RpcException;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.MessageWriter;
import dev.tern.api.spi.ServerCall;
import dev.tern.api.spi.WriteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a streaming call sends: by one thread at a time, whichever they are, and ended once. An end that comes while a
 * message is being encoded waits for it without holding a thread: the one that encodes then ends the call.
 */
final class Outbox implements MessageWriter {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  private final MethodContract method;
  private final OfferedCodec offered;
  private final ServerCall call;
  private final Attached attached;
  private final Consumer<Ending> onEnd;
  /** 0: nobody sends. 1: somebody does. More: and has to end the call afterwards, or it has ended. */
  private final AtomicInteger busy = new AtomicInteger();
  private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
  // By whoever is busy:
  private @Nullable Object message;
  private int messageBytes;
  private boolean headersSent;

  /** What goes along with a reply; asked again, each says the same. */
  interface Attached {
    /** With its headers; nothing is added to them afterwards. */
    Attachments atStart();

    /** With its trailers; nothing is added at all afterwards. */
    Attachments atEnd();

    /** The trailers of a failure, with what they have to say of retries. */
    Headers withRetries(Headers trailers);
  }

  /**
   * @param attached what goes along with the reply
   * @param onEnd called once, by the thread that ended the call, after it has
   */
  Outbox(MethodContract method, OfferedCodec offered, ServerCall call, Attached attached,
      Consumer<Ending> onEnd) {
    this.method = method;
    this.offered = offered;
    this.call = call;
    this.attached = attached;
    this.onEnd = onEnd;
  }

  /** True once there is an end, though it may not have been sent yet. */
  boolean isEnded() {
    return ending.get() != null;
  }

  /**
   * Sends one message; a message that cannot be sent ends the call.
   *
   * @return its length in bytes, or -1 if the call has ended
   */
  int send(Object next) {
    if (!enter()) {
      return -1;
    }
    try {
      message = next;
      if (headersSent) {
        call.send(this);
      } else {
        call.sendFirst(ReplyHeaders.of(attached.atStart()), this);
        headersSent = true;
      }
      return messageBytes;
    } catch (Throwable e) { // the user's getters may throw anything
      end(unsendable(e));
      return -1;
    } finally {
      message = null;
      leave();
    }
  }

  /** Sends the headers alone, unless they have gone or somebody is about to send them. */
  void sendHeaders() {
    if (!busy.compareAndSet(0, 1)) {
      return;
    }
    try {
      if (!headersSent) {
        call.sendHeaders(ReplyHeaders.of(attached.atStart()));
        headersSent = true;
      }
    } catch (RejectedExecutionException e) {
      end(closed(e));
    } finally {
      leave();
    }
  }

  /** @return false if there was an end before: this one is forgotten */
  boolean end(Ending how) {
    if (!ending.compareAndSet(null, how)) {
      return false;
    }
    if (busy.getAndIncrement() == 0) {
      finish(how);
    }
    return true;
  }

  /** Fails as {@link Failures} says; false if there was an end before. */
  boolean fail(Throwable failure) {
    if (isEnded()) { // nobody is told of it: it may well be a consequence
      LOG.debug("{} failed after it had ended", method.fullName(), failure);
      return false;
    }
    if (Lateness.explains(failure, call)) {
      LOG.debug("{} ended early, nobody waits for it", method.fullName(), failure);
      return end(Ending.Failed.of(Lateness.ANSWER));
    }
    return end(Ending.Failed.of(Failures.answer(method, offered, failure)));
  }

  private boolean enter() {
    while (!busy.compareAndSet(0, 1)) {
      if (isEnded()) {
        return false;
      }
      Thread.onSpinWait(); // headers are being sent alone: a matter of microseconds
    }
    return true;
  }

  private void leave() {
    if (!busy.compareAndSet(1, 0)) {
      Ending how = ending.get();
      if (how != null) {
        finish(how);
      }
    }
  }

  private void finish(Ending how) {
    Ending done = how;
    try {
      if (how instanceof Ending.Single single) {
        message = single.reply();
        call.reply(ReplyHeaders.of(attached.atStart()), this, ReplyHeaders.of(attached.atEnd()));
      } else {
        finishWithout(how);
      }
    } catch (RejectedExecutionException e) {
      done = closed(e);
    } catch (Throwable e) { // only a reply is encoded here
      done = unsendable(e);
      finishWithout(done);
    } finally {
      message = null;
      onEnd.accept(done);
    }
  }

  private void finishWithout(Ending how) {
    if (how instanceof Ending.Complete) {
      if (!headersSent) {
        call.sendHeaders(ReplyHeaders.of(attached.atStart()));
      }
      call.complete(ReplyHeaders.of(attached.atEnd()));
    } else if (how instanceof Ending.Failed failed) {
      Failures.Answer answer = failed.answer();
      call.fail(answer.code(), answer.message(), ReplyHeaders.trailers(method, attached.withRetries(answer.trailers()),
          headersSent ? Attachments.empty() : attached.atStart(), attached.atEnd()));
    } else if (how instanceof Ending.Aborted aborted) {
      call.abort(aborted.cause().code(), String.valueOf(aborted.cause().getMessage()));
    }
  }

  private Ending unsendable(Throwable failure) {
    if (failure instanceof RejectedExecutionException rejected) {
      return closed(rejected);
    }
    return Ending.Failed.of(failure instanceof RpcException fault ? Failures.ofReply(method, fault)
        : Failures.answer(method, offered, failure));
  }

  private Ending closed(RejectedExecutionException failure) {
    LOG.debug("{}: its reply has nowhere to go, the server is closed", method.fullName(), failure);
    return Ending.Gone.from(call);
  }

  @Override
  public void write(WriteBuffer out) {
    offered.codec().reply().write(message, out);
    messageBytes = out.size();
  }
}
