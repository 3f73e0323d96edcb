package dev.tern.core.consumer;

import dev.tern.api.Attachments;
import dev.tern.api.Code;
import dev.tern.api.RpcException;
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
import dev.tern.core.directory.LiveCandidate;
import dev.tern.core.directory.Outcome;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One attempt on one candidate: writes the arguments, reads the reply, and says how it ended. One object is the
 * stage, the writer, the transport's listener and the action on cancellation, since there is one of each per attempt.
 */
final class AttemptCall extends CompletableFuture<Attempt> implements MessageWriter, Call.Listener, Runnable {
  private final ServiceAttempts service;
  private final LiveCandidate candidate;
  private final Invocation invocation;
  private long startedNanos;
  private Headers replyHeaders = Headers.empty();
  private boolean answering;
  private boolean replied;
  private @Nullable Object value;
  private @Nullable RpcException unreadable;
  private volatile @Nullable Call call;
  private volatile Scheduler.@Nullable Timer limitTimer;
  private volatile boolean ended;

  AttemptCall(ServiceAttempts service, LiveCandidate candidate, Invocation invocation) {
    this.service = service;
    this.candidate = candidate;
    this.invocation = invocation;
  }

  /**
   * Begins.
   *
   * @param limitNanos when to ask {@code giveUp} whether to end it
   * @throws RpcException for arguments that cannot travel: no other attempt would fare better
   */
  AttemptCall start(long limitNanos, BooleanSupplier giveUp) {
    startedNanos = service.clock().nanoTime();
    Attempt needless = AttemptEnd.beforeStart(invocation, startedNanos);
    if (needless != null) {
      complete(needless);
      return this;
    }
    long remaining = invocation.deadline().atNanos() - startedNanos;
    candidate.started();
    Call started;
    try {
      started = candidate.connection().unary(service.route(), headers(invocation), remaining, this, this);
    } catch (RuntimeException | Error e) {
      candidate.notStarted();
      if (e instanceof RpcException known) {
        throw AttemptEnd.named(known, invocation);
      }
      throw e;
    }
    call = started;
    if (isDone()) {
      return this;
    }
    invocation.cancellation().onCancel(this);
    if (limitNanos < remaining) {
      limitTimer = service.scheduler().schedule(limitNanos, () -> {
        if (!isDone() && giveUp.getAsBoolean()) {
          started.cancel(Code.DEADLINE_EXCEEDED, AttemptEnd.NO_ANSWER);
        }
      });
    }
    if (ended) { // meanwhile, perhaps before there was something to forget
      forget();
    }
    return this;
  }

  static Headers headers(Invocation invocation) {
    Attachments attachments = invocation.attachments();
    int previousAttempts = invocation.previousAttempts();
    if (attachments.isEmpty() && previousAttempts == 0) {
      return Headers.empty();
    }
    Map<String, String> values = new LinkedHashMap<>();
    if (previousAttempts > 0) {
      values.put(Headers.PREVIOUS_ATTEMPTS, Integer.toString(previousAttempts));
    }
    attachments.forEach(values::put);
    String persistent = attachments.persistentNames();
    if (persistent != null) {
      values.put(Attachments.PERSISTENT, persistent);
    }
    return Headers.of(values);
  }

  /** The invocation was cancelled. */
  @Override
  public void run() {
    Call current = call;
    if (current != null) {
      AttemptEnd.cancel(current, invocation.cancellation());
    }
  }

  @Override
  public void write(WriteBuffer out) {
    service.codec().arguments().write(invocation.arguments(), out);
  }

  @Override
  public void onHeaders(Headers headers) {
    answering = true;
    replyHeaders = headers;
  }

  @Override
  public void onMessage(ReadBuffer message) {
    if (replied) {
      unreadable = end().secondReply();
      Call current = call;
      if (current != null) {
        current.cancel(Code.CANCELLED, "it streams"); // it may have more, and would wait for us to ask
      }
      return;
    }
    replied = true;
    try {
      value = service.codec().reply().read(message);
    } catch (DecodeException e) {
      unreadable = end().unreadable(e.getMessage());
    } catch (RuntimeException | Error e) { // a constructor of the user's type refused what came
      unreadable = end().unreadable(e.toString());
    }
  }

  @Override
  public void onClose(Call.Closed closed) {
    long now = service.clock().nanoTime();
    Outcome outcome = closed.isOk() || unreadable != null ? Outcome.WELL : end().outcome(closed, answering);
    service.ended(candidate, now - startedNanos, startedNanos, now, outcome, closed.message());
    ended = true; // before: whoever registers something after this forgets it again
    forget();
    complete(outcome(closed));
  }

  private void forget() {
    invocation.cancellation().remove(this);
    Scheduler.Timer timer = limitTimer;
    if (timer != null) {
      timer.cancel();
    }
  }

  private Attempt outcome(Call.Closed closed) {
    if (unreadable != null) {
      return Attempt.Answered.failed(unreadable);
    }
    if (!closed.isOk()) {
      return end().attempt(closed, answering);
    }
    return replied ? Attempt.Answered.with(new Reply(value, attachments(replyHeaders, closed.trailers())))
        : Attempt.Answered.failed(end().unreadable("it has no message"));
  }

  private AttemptEnd end() {
    return new AttemptEnd(service, candidate, invocation, startedNanos);
  }

  private static Attachments attachments(Headers headers, Headers trailers) {
    return trailers == Headers.empty() ? attachments(headers)
        : Attachments.received(new ReplyMetadata(headers, trailers));
  }

  static Attachments attachments(Headers came) {
    return came == Headers.empty() ? Attachments.empty() : Attachments.received(came::get);
  }
}
