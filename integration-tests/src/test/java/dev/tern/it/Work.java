package dev.tern.it;

import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import java.util.concurrent.CompletableFuture;

/** Work that takes as long as it is told, and whose every run is counted by its id. */
@RpcService
interface Work {
  @RpcMethod(idempotent = true)
  String safe(String id, int millis);

  @RpcMethod(idempotent = true)
  CompletableFuture<String> safeLater(String id, int millis);

  String once(String id, int millis);

  CompletableFuture<String> onceLater(String id, int millis);

  @RpcMethod(timeout = "300ms")
  String onceInTime(String id, int millis);

  /** Ends the provider's process when it is called, as a crash would. */
  String crash(String id);
}
