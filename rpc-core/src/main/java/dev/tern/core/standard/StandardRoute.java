package dev.tern.core.standard;

import dev.tern.api.contract.MethodKind;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.ServerCall;
import dev.tern.api.spi.ServerRoute;
import java.util.function.Function;

/** One method of a standard service. Group, version and codec of the call are nothing to it. */
record StandardRoute(String path, MethodKind kind, Function<ServerCall, ServerCall.Listener> start)
    implements ServerRoute {
  @Override
  public ServerCall.Listener start(ServerCall call, Headers headers) {
    return start.apply(call);
  }
}
