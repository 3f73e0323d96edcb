package dev.tern.it;

import dev.tern.core.RpcServer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;

/** A provider process that takes long requests, and says which it has taken. */
final class BigRequestMain implements BigRequests {
  private final AtomicInteger safe = new AtomicInteger();
  private final AtomicInteger once = new AtomicInteger();

  private BigRequestMain() {}

  /** Says {@code ready host:port}. */
  public static void main(String[] arguments) throws Exception {
    RpcServer server = RpcServer.builder().service(new BigRequestMain()).maxMessageBytes(16 << 20).start();
    System.out.println("ready " + server.address());
    server.awaitClosed();
  }

  @Override
  public CompletableFuture<Integer> safe(byte[] content) {
    safe.incrementAndGet();
    return CompletableFuture.completedFuture(content.length);
  }

  @Override
  public CompletableFuture<Integer> once(byte[] content) {
    once.incrementAndGet();
    return CompletableFuture.completedFuture(content.length);
  }

  @Override
  public CompletableFuture<Integer> streamed(Flow.Publisher<byte[]> parts) {
    CompletableFuture<Integer> bytes = new CompletableFuture<>();
    parts.subscribe(new Flow.Subscriber<byte[]>() {
      private int sum;

      @Override
      public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
      }

      @Override
      public void onNext(byte[] part) {
        sum += part.length;
      }

      @Override
      public void onError(Throwable failure) {
        bytes.completeExceptionally(failure);
      }

      @Override
      public void onComplete() {
        bytes.complete(sum);
      }
    });
    return bytes;
  }

  @Override
  public String ran() {
    return "safe " + safe + ", once " + once;
  }
}
