package dev.tern.examples.quickstart;

import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;

/** What consumers call and providers implement. */
@RpcService
public interface Greeting {
  /** Greets by name. Running it twice does no harm, so a call may be repeated on another provider. */
  @RpcMethod(idempotent = true)
  String greet(String name);
}
