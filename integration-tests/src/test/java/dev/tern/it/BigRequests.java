package dev.tern.it;

import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** Takes requests that are longer than what any buffer between two processes holds. */
@RpcService(name = "demo.BigRequests")
interface BigRequests {
  @RpcMethod(idempotent = true, timeout = "30s")
  CompletableFuture<Integer> safe(byte[] content);

  @RpcMethod(timeout = "30s")
  CompletableFuture<Integer> once(byte[] content);

  @RpcMethod(idempotent = true, timeout = "30s")
  CompletableFuture<Integer> streamed(Flow.Publisher<byte[]> parts);

  /** What this process has taken. */
  @RpcMethod(idempotent = true)
  String ran();
}
