package dev.tern.benchmarks.proxy;

import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;

/** As little as a service can do. */
@RpcService(name = "bench.Counter")
public interface Counter {
  @RpcMethod(idempotent = true)
  long next(long number);
}
