package dev.tern.cluster;

import static java.util.Objects.requireNonNull;

import dev.tern.api.Attachments;
import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.ProviderReply;
import dev.tern.api.Replied;
import dev.tern.api.RpcException;
import dev.tern.api.spi.Attempt;
import dev.tern.api.spi.Attempts;
import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Reply;
import dev.tern.api.spi.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One call to all providers: an attempt on each, all under way at once. Whoever ends last gathers what they said. */
final class BroadcastCall extends CompletableFuture<Reply> {
  private final Attempts attempts;
  private final Invocation invocation;
  private final boolean oneIsEnough;
  private final List<Part> parts = new ArrayList<>(); // complete before the first of them can be the last
  private final AtomicInteger underWay = new AtomicInteger(1); // one for the thread that begins them

  BroadcastCall(Attempts attempts, Invocation invocation, boolean oneIsEnough) {
    this.attempts = attempts;
    this.invocation = invocation;
    this.oneIsEnough = oneIsEnough;
  }

  BroadcastCall start() {
    try {
      attempts.budget().onCall();
      long now = attempts.clock().nanoTime();
      RpcException ended = Verdict.endOf(invocation, null, now);
      if (ended != null) {
        completeExceptionally(ended);
        return this;
      }
      Snapshot all = attempts.snapshot(invocation);
      List<Candidate> providers = all.isEmpty()
          ? List.of(attempts.pick(invocation, Set.of())) : all.candidates(); // a pick says where was looked in vain
      for (Candidate candidate : providers) {
        parts.add(new Part(candidate, now));
      }
      for (Part part : parts) {
        part.start();
      }
      oneEnded();
    } catch (Throwable thrown) { // a part that can have no argument encoded, first of all: no other could
      invocation.cancellation().cancel(RpcException.maybeExecuted(Code.CANCELLED,
          invocation.method().fullName() + ": the call failed as a whole"));
      completeExceptionally(new FailedAttempts(invocation, false).interruptedBy(thrown));
    }
    return this;
  }

  private void oneEnded() {
    if (underWay.decrementAndGet() > 0) {
      return;
    }
    try {
      gather();
    } catch (Throwable thrown) {
      completeExceptionally(new FailedAttempts(invocation, false).interruptedBy(thrown));
    }
  }

  private void gather() {
    Reply first = null;
    int failed = 0;
    for (Part part : parts) {
      Reply reply = part.reply();
      if (reply == null) {
        failed++;
      } else if (first == null) {
        first = reply;
      }
    }
    Replied.tellAll(invocation.context(), parts.stream().map(Part::told).toList()); // of a failure, first of all
    if (first != null && (failed == 0 || oneIsEnough)) {
      complete(first);
    } else {
      completeExceptionally(failure(parts.size() - failed));
    }
  }

  /** What the service itself answered, if nothing else went wrong; otherwise a list of all that did. */
  private Throwable failure(int succeeded) {
    List<Part> failed = parts.stream().filter(part -> part.reply() == null).toList();
    if (failed.stream().allMatch(part -> part.ended() instanceof Attempt.Answered)) {
      Throwable first = failed.get(0).failure();
      failed.stream().map(Part::failure).filter(other -> other != first).forEach(first::addSuppressed);
      return first;
    }
    FailedAttempts all = new FailedAttempts(invocation, false);
    for (Part part : failed) {
      all.add(part.candidate, part.elapsedNanos(), part.asFailedAttempt(), part.endedNanos);
    }
    if (succeeded > 0) {
      all.markExecuted();
    }
    RpcException own = invocation.cancellation().cause();
    if (own != null) {
      return all.cancelled(own);
    }
    return Verdict.isDeadline(all.last(), invocation, attempts.clock().nanoTime()) ? all.tookTooLong()
        : all.failed(succeeded == 0 ? "" : "of " + parts.size() + " providers, " + succeeded + " succeeded");
  }

  /** One provider. What it ended with is written before it is counted as ended, which publishes it. */
  private final class Part implements BiConsumer<@Nullable Attempt, @Nullable Throwable> {
    private final Candidate candidate;
    private final long startedNanos;
    private long endedNanos;
    private @Nullable Attempt ended;

    Part(Candidate candidate, long startedNanos) {
      this.candidate = candidate;
      this.startedNanos = startedNanos;
    }

    void start() {
      underWay.incrementAndGet();
      CompletableFuture<Attempt> stage;
      try {
        stage = attempts.on(candidate, invocation, Long.MAX_VALUE, () -> false).toCompletableFuture();
      } catch (RuntimeException | Error thrown) {
        if (Breakage.isRefusal(thrown)) {
          throw thrown;
        }
        accept(null, thrown);
        return;
      }
      stage.whenComplete(this);
    }

    @Override
    public void accept(@Nullable Attempt attempt, @Nullable Throwable thrown) {
      endedNanos = attempts.clock().nanoTime();
      ended = attempt != null ? attempt : Breakage.failed(thrown);
      oneEnded();
    }

    Attempt ended() {
      return requireNonNull(ended, "ended");
    }

    @Nullable Reply reply() {
      return ended instanceof Attempt.Answered answered ? answered.reply() : null;
    }

    /** Of one without a reply. */
    Throwable failure() {
      return ended instanceof Attempt.Answered answered ? requireNonNull(answered.failure())
          : ended instanceof Attempt.MaybeExecuted maybe ? maybe.cause() : ((Attempt.NotExecuted) ended()).cause();
    }

    /** A failure that the service answered with, as one line among others. */
    Attempt asFailedAttempt() {
      if (!(ended instanceof Attempt.Answered)) {
        return ended();
      }
      Throwable failure = failure();
      return new Attempt.MaybeExecuted(failure instanceof RpcException known ? known
          : new RpcException(Code.UNKNOWN, Execution.MAYBE_EXECUTED, RpcException.Origin.PROVIDER,
              "answered with " + failure.getClass().getName(), failure, List.of()));
    }

    long elapsedNanos() {
      return endedNanos - startedNanos;
    }

    ProviderReply told() {
      Reply reply = reply();
      if (reply != null) {
        return new ProviderReply(candidate.endpoint(), reply.value(), reply.attachments(), null);
      }
      Throwable failure = failure();
      return new ProviderReply(candidate.endpoint(), null,
          failure instanceof RpcException known ? known.attachments() : Attachments.empty(), failure);
    }
  }
}
