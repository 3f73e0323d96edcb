package dev.tern.interop;

import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.interop.TestService.EchoStatus;
import dev.tern.interop.TestService.Payload;
import dev.tern.interop.TestService.ResponseParameters;
import dev.tern.interop.TestService.StreamingOutputCallRequest;
import dev.tern.interop.TestService.StreamingOutputCallResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a stream of requests asks for: replies of given sizes, each after its interval, in order and as fast as they are
 * wanted. The next request is taken once the replies of the one before are out, or, if told so, after the last has
 * come.
 */
final class Replies implements Flow.Publisher<StreamingOutputCallResponse>, Flow.Subscription,
    Flow.Subscriber<StreamingOutputCallRequest> {
  private final Flow.Publisher<StreamingOutputCallRequest> requests;
  private final ScheduledExecutorService timer;
  private final boolean afterTheLast;

  // Guarded by this
  private final Deque<Object> waiting = new ArrayDeque<>(); // ResponseParameters and EchoStatus
  private Flow.@Nullable Subscriber<? super StreamingOutputCallResponse> subscriber;
  private Flow.@Nullable Subscription upstream;
  private long wanted;
  private boolean emitting;
  private boolean requestsOver;
  private boolean over;

  Replies(Flow.Publisher<StreamingOutputCallRequest> requests, ScheduledExecutorService timer, boolean afterTheLast) {
    this.requests = requests;
    this.timer = timer;
    this.afterTheLast = afterTheLast;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super StreamingOutputCallResponse> given) {
    synchronized (this) {
      subscriber = given;
    }
    given.onSubscribe(this);
    requests.subscribe(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    synchronized (this) {
      upstream = subscription;
    }
    subscription.request(1);
  }

  @Override
  public void onNext(StreamingOutputCallRequest request) {
    synchronized (this) {
      waiting.addAll(request.responseParameters());
      if (request.responseStatus() != null && request.responseStatus().code() != 0) {
        waiting.add(request.responseStatus());
      }
    }
    if (afterTheLast) {
      askUpstream();
    } else {
      emit();
    }
  }

  @Override
  public void onError(Throwable failure) {
    end(failure);
  }

  @Override
  public void onComplete() {
    synchronized (this) {
      requestsOver = true;
    }
    emit();
  }

  @Override
  public void request(long count) {
    synchronized (this) {
      wanted += count;
    }
    emit();
  }

  @Override
  public void cancel() {
    Flow.Subscription cancelled;
    synchronized (this) {
      over = true;
      cancelled = upstream;
    }
    if (cancelled != null) {
      cancelled.cancel();
    }
  }

  /** Lets the next reply go if there is one, it is wanted, and none is under way. */
  private void emit() {
    Object next;
    synchronized (this) {
      if (over || emitting || afterTheLast && !requestsOver) {
        return;
      }
      next = waiting.peek();
      if (next == null) {
        if (requestsOver) {
          next = this; // the end
        } else {
          askUpstream();
          return;
        }
      } else if (next instanceof ResponseParameters && wanted == 0) {
        return;
      } else {
        waiting.remove();
      }
      emitting = true;
    }
    if (next instanceof ResponseParameters parameters) {
      timer.schedule(() -> deliver(parameters), parameters.intervalUs(), TimeUnit.MICROSECONDS);
    } else {
      end(next instanceof EchoStatus status ? new RpcException(Code.ofNumber(status.code()), status.message()) : null);
    }
  }

  private void deliver(ResponseParameters parameters) {
    Flow.Subscriber<? super StreamingOutputCallResponse> told;
    synchronized (this) {
      told = over ? null : subscriber;
      wanted--;
    }
    if (told != null) {
      told.onNext(new StreamingOutputCallResponse(Payload.ofSize(parameters.size())));
    }
    boolean empty;
    synchronized (this) {
      emitting = false;
      empty = waiting.isEmpty() && !requestsOver;
    }
    if (empty) {
      askUpstream();
    } else {
      emit();
    }
  }

  private void askUpstream() {
    Flow.Subscription asked;
    synchronized (this) {
      asked = over ? null : upstream;
    }
    if (asked != null) {
      asked.request(1);
    }
  }

  private void end(@Nullable Throwable failure) {
    Flow.Subscriber<? super StreamingOutputCallResponse> told;
    synchronized (this) {
      told = over ? null : subscriber;
      over = true;
    }
    if (told != null && failure == null) {
      told.onComplete();
    } else if (told != null) {
      told.onError(failure);
    }
  }
}
