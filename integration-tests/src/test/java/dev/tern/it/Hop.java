package dev.tern.it;

import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import java.util.concurrent.CompletableFuture;

/** One service that every provider of a chain offers: what it does is up to the test. */
@RpcService
interface Hop {
  String ask(String what);

  CompletableFuture<String> askLater(String what);

  @RpcMethod(interruptible = true)
  String askInterruptibly(String what);

  /** Longer than any test. */
  @RpcMethod(timeout = "1m")
  String askPatiently(String what);
}
