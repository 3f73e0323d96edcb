package dev.tern.core.filter;

import dev.tern.api.Cancellation;
import dev.tern.api.Code;
import dev.tern.api.Endpoint;
import dev.tern.api.NanoClock;
import dev.tern.api.RpcException;
import dev.tern.api.spi.Filter;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Invoker;
import dev.tern.api.spi.NamedFilter;
import dev.tern.api.spi.Reply;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for each call that ends, at level INFO of the logger {@code tern.access}; while that is off, it costs a call
 * one look. For one client or server.
 *
 * <pre>
 * call demo.Greeting/greet peer=10.0.0.7:9000 code=OK executed=yes attempts=1 ms=3.214
 * call demo.Greeting/greet peer=10.0.0.8:9000 code=UNAVAILABLE executed=no attempts=3 ms=0.871
 * serve demo.Shop/watch peer=10.0.0.9:51022 code=CANCELLED executed=maybe messages=17 ms=60021.500
 * </pre>
 *
 * <p>{@code executed} is {@code no} or {@code maybe} as the failure says, and {@code yes} where a handler certainly
 * answered. {@code peer} is where the last attempt went; {@code -} if there was none, or it is not known. Arguments,
 * replies, attachments and texts of failures are never written.
 */
public final class AccessLog {
  /** Of its filters. */
  public static final String NAME = "access_log";

  private final Logger log;
  private final NanoClock clock;
  private final Map<Cancellation, Tally> underWay = new ConcurrentHashMap<>(); // what all attempts of a call share

  /** Writes to the logger {@code tern.access}. */
  public AccessLog() {
    this(LoggerFactory.getLogger("tern.access"), NanoClock.system());
  }

  AccessLog(Logger log, NanoClock clock) {
    this.log = log;
    this.clock = clock;
  }

  /** Writes the line of a call, at its consumer. Stands outside of whatever it shall include in the time. */
  public NamedFilter ofCalls() {
    return NamedFilter.of(NAME, (invocation, next) -> log.isInfoEnabled()
        ? logged(new Tally("call", invocation, clock.nanoTime()), invocation, next) : next.invoke(invocation));
  }

  /** Notes where each attempt goes, for the line of its call. */
  public NamedFilter ofAttempts() {
    Filter counting = (invocation, next) -> {
      Tally tally = underWay.get(invocation.cancellation());
      if (tally != null) {
        tally.attempt(invocation.peer());
      }
      return next.invoke(invocation);
    };
    return NamedFilter.of(NAME, counting);
  }

  /** Writes the line of a call, at its provider. */
  public NamedFilter ofProvider() {
    return NamedFilter.of(NAME, (invocation, next) -> log.isInfoEnabled()
        ? logged(new Tally("serve", invocation, clock.nanoTime()), invocation, next) : next.invoke(invocation));
  }

  private CompletionStage<Reply> logged(Tally tally, Invocation invocation, Invoker next) {
    underWay.put(invocation.cancellation(), tally);
    if (tally.serves()) { // nobody waits any more, and the handler may never end
      invocation.cancellation().onCancel(() -> end(tally, tally.cancelled()));
    }
    return next.invoke(invocation).handle((reply, failure) -> {
      if (failure != null) {
        end(tally, tally.outcome(failure));
        throw Outcome.wrapped(failure);
      }
      if (reply.value() instanceof Flow.Publisher<?> publisher && invocation.method().kind().streamsReplies()) {
        if (!tally.serves()) { // perhaps nobody ever subscribes
          invocation.cancellation().onCancel(() -> end(tally, tally.cancelled()));
        }
        return new Reply(new LoggedStream(publisher, tally, this), reply.attachments());
      }
      end(tally, Outcome.OK);
      return reply;
    });
  }

  /** The call is over: its only line. */
  void end(Tally tally, Outcome outcome) {
    if (underWay.remove(tally.invocation.cancellation(), tally)) {
      log.info("{}", tally.line(outcome, clock.nanoTime()));
    }
  }

  /** What is known of one call so far. */
  static final class Tally {
    private final String side;
    private final Invocation invocation;
    private final long startedNanos;
    private volatile @Nullable Endpoint peer;
    private volatile int attempts; // a cluster may make several at once
    private volatile long messages = -1;

    Tally(String side, Invocation invocation, long startedNanos) {
      this.side = side;
      this.invocation = invocation;
      this.startedNanos = startedNanos;
      this.peer = invocation.peer();
    }

    boolean serves() {
      return side.equals("serve");
    }

    Outcome outcome(Throwable failure) {
      return Outcome.of(invocation.method(), failure, serves());
    }

    Outcome cancelled() {
      RpcException cause = invocation.cancellation().cause();
      return new Outcome((cause == null ? Code.CANCELLED : cause.code()).name(), "maybe");
    }

    private synchronized void attempt(@Nullable Endpoint to) {
      peer = to;
      attempts++;
    }

    void messages(long count) {
      messages = count;
    }

    private String line(Outcome outcome, long nowNanos) {
      StringBuilder line = new StringBuilder(128).append(side).append(' ').append(invocation.method().fullName())
          .append(" peer=").append(peer == null ? "-" : peer).append(" code=").append(outcome.code())
          .append(" executed=").append(outcome.executed());
      if (!serves()) {
        line.append(" attempts=").append(attempts);
      }
      if (messages >= 0) {
        line.append(" messages=").append(messages);
      }
      long micros = (nowNanos - startedNanos) / 1_000;
      long fraction = micros % 1_000;
      return line.append(" ms=").append(micros / 1_000).append(fraction < 10 ? ".00" : fraction < 100 ? ".0" : ".")
          .append(fraction).toString();
    }
  }
}
