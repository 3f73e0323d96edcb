package dev.tern.core.transport.grpc;

import dev.tern.api.Code;
import dev.tern.api.Endpoint;
import dev.tern.api.spi.Call;
import dev.tern.api.spi.Connection;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.MessageWriter;
import dev.tern.api.spi.Transport;

/** Stands for an endpoint that the client's security settings forbid: every call fails, saying why. */
record RefusedConnection(Endpoint endpoint, String reason) implements Connection {
  @Override
  public Call open(Transport.Route route, Headers headers, long remainingNanos, Call.Listener listener) {
    listener.onClose(new Call.Closed(Code.FAILED_PRECONDITION, reason, Call.Delivery.NOT_SENT, Headers.empty(), null));
    return NothingToDo.INSTANCE;
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

  /** A call that has ended before it began. */
  private enum NothingToDo implements Call {
    INSTANCE;

    @Override
    public void send(MessageWriter message) {}

    @Override
    public void halfClose() {}

    @Override
    public void request(int count) {}

    @Override
    public boolean isReady() {
      return false;
    }

    @Override
    public void cancel(Code code, String message) {}
  }
}
