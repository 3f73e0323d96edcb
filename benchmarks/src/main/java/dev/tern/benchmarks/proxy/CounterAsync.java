package dev.tern.benchmarks.proxy;

import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import java.util.concurrent.CompletableFuture;

/** The same as a consumer with futures sees it. */
@RpcService(name = "bench.Counter")
public interface CounterAsync {
  @RpcMethod(idempotent = true)
  CompletableFuture<Long> next(long number);
}
