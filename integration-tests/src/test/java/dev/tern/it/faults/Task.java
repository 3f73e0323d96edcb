package dev.tern.it.faults;

import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import java.util.concurrent.CompletableFuture;

/** What is called: work of a given length, once declared idempotent and once not. */
@RpcService
public interface Task {
  /**
   * @param id of the call, in the ledger
   * @param waitMillis how long the handler waits
   * @param busyMicros how much processor time it uses
   * @param payload echoed, up to a kibibyte of it
   */
  @RpcMethod(idempotent = true)
  CompletableFuture<byte[]> safe(String id, int waitMillis, int busyMicros, byte[] payload);

  /** As {@link #safe}, but not to be repeated. */
  CompletableFuture<byte[]> once(String id, int waitMillis, int busyMicros, byte[] payload);

  /** Before the ledger begins: so that nobody waits for classes to load. */
  @RpcMethod(idempotent = true)
  CompletableFuture<byte[]> warm(int waitMillis, int busyMicros, byte[] payload);
}
