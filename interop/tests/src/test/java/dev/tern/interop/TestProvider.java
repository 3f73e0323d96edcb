package dev.tern.interop;

import dev.tern.api.AttachmentKey;
import dev.tern.api.Code;
import dev.tern.api.RpcContext;
import dev.tern.api.RpcException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;

/** What gRPC's description of its interoperability tests asks of a server. */
final class TestProvider implements TestService, AutoCloseable {
  private static final AttachmentKey<String> INITIAL = AttachmentKey.of("x-grpc-test-echo-initial");
  private static final AttachmentKey<byte[]> TRAILING = AttachmentKey.ofBytes("x-grpc-test-echo-trailing-bin");

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
    Thread thread = new Thread(task, "replies");
    thread.setDaemon(true);
    return thread;
  });

  @Override
  public Empty emptyCall(Empty request) {
    return request;
  }

  @Override
  public SimpleResponse unaryCall(SimpleRequest request) {
    echoMetadata();
    EchoStatus status = request.responseStatus();
    if (status != null && status.code() != 0) {
      throw new RpcException(Code.ofNumber(status.code()), status.message());
    }
    return new SimpleResponse(request.responseSize() == 0 ? null : Payload.ofSize(request.responseSize()), "", "");
  }

  @Override
  public SimpleResponse cacheableUnaryCall(SimpleRequest request) {
    return unaryCall(request);
  }

  @Override
  public Flow.Publisher<StreamingOutputCallResponse> streamingOutputCall(StreamingOutputCallRequest request) {
    return new Replies(subscriber -> subscriber.onSubscribe(new One<>(request, subscriber)), timer, false);
  }

  @Override
  public CompletableFuture<StreamingInputCallResponse> streamingInputCall(
      Flow.Publisher<StreamingInputCallRequest> requests) {
    CompletableFuture<StreamingInputCallResponse> reply = new CompletableFuture<>();
    requests.subscribe(new Flow.Subscriber<>() {
      private int total;

      @Override
      public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
      }

      @Override
      public void onNext(StreamingInputCallRequest request) {
        total += request.payload() == null ? 0 : request.payload().body().length;
      }

      @Override
      public void onError(Throwable failure) {
        reply.completeExceptionally(failure);
      }

      @Override
      public void onComplete() {
        reply.complete(new StreamingInputCallResponse(total));
      }
    });
    return reply;
  }

  @Override
  public Flow.Publisher<StreamingOutputCallResponse> fullDuplexCall(Flow.Publisher<StreamingOutputCallRequest> requests) {
    echoMetadata();
    return new Replies(requests, timer, false);
  }

  @Override
  public Flow.Publisher<StreamingOutputCallResponse> halfDuplexCall(Flow.Publisher<StreamingOutputCallRequest> requests) {
    return new Replies(requests, timer, true);
  }

  private static void echoMetadata() {
    RpcContext context = RpcContext.current();
    String initial = context.attachment(INITIAL);
    if (initial != null) {
      context.reply(INITIAL, initial);
    }
    byte[] trailing = context.attachment(TRAILING);
    if (trailing != null) {
      context.replyAtEnd(TRAILING, trailing);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** A stream of one. For one thread. */
  private static final class One<T> implements Flow.Subscription {
    private final T only;
    private final Flow.Subscriber<? super T> subscriber;
    private boolean done;

    One(T only, Flow.Subscriber<? super T> subscriber) {
      this.only = only;
      this.subscriber = subscriber;
    }

    @Override
    public void request(long count) {
      if (!done) {
        done = true;
        subscriber.onNext(only);
        subscriber.onComplete();
      }
    }

    @Override
    public void cancel() {
      done = true;
    }
  }
}
