package dev.tern.core.transport.grpc;

import dev.tern.api.Code;
import dev.tern.api.Endpoint;
import dev.tern.api.RpcException;
import dev.tern.api.spi.Call;
import dev.tern.api.spi.Connection;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.Transport;

/** Stands for an endpoint that the client's security settings forbid: every call fails, saying why. */
record RefusedConnection(Endpoint endpoint, String reason) implements Connection {
  @Override
  public Call open(Transport.Route route, Headers headers, long remainingNanos, Call.Listener listener) {
    throw RpcException.notExecuted(Code.FAILED_PRECONDITION, reason);
  }

  @Override
  public Runnable onReachable(ReachableListener listener) {
    listener.changed(true); // so that a call is tried, and tells its caller the reason
    return () -> { };
  }

  @Override
  public void retryNow() {}

  @Override
  public void close() {}
}
