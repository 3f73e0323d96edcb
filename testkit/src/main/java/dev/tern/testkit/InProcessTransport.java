package dev.tern.testkit;

import dev.tern.api.Endpoint;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.MethodKind;
import dev.tern.api.spi.Call;
import dev.tern.api.spi.Connection;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.MessageWriter;
import dev.tern.api.spi.Transport;
import dev.tern.api.spi.TransportSettings;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The consumer's half. */
final class InProcessTransport implements Transport {
  private final InProcessNetwork network;
  private final TransportSettings settings;
  private final Set<InProcessCall> underWay = ConcurrentHashMap.newKeySet();

  InProcessTransport(InProcessNetwork network, TransportSettings settings) {
    this.network = network;
    this.settings = settings;
  }

  @Override
  public Route route(MethodContract method, Headers headers) {
    return new InProcessRoute(method.path(), method.kind(), headers);
  }

  @Override
  public Connection connect(Endpoint endpoint) {
    return new InProcessConnection(endpoint);
  }

  @Override
  public boolean isEventLoop(Thread thread) {
    return InProcessNetwork.isLoop(thread);
  }

  @Override
  public void close() {
    List.copyOf(underWay).forEach(call -> call.breakOff("the client was closed"));
  }

  InProcessNetwork network() {
    return network;
  }

  TransportSettings settings() {
    return settings;
  }

  void begun(InProcessCall call) {
    underWay.add(call);
  }

  void ended(InProcessCall call) {
    underWay.remove(call);
  }

  record InProcessRoute(String path, MethodKind kind, Headers headers) implements Route {}

  private final class InProcessConnection implements Connection {
    private final Endpoint endpoint;

    InProcessConnection(Endpoint endpoint) {
      this.endpoint = endpoint;
    }

    @Override
    public Endpoint endpoint() {
      return endpoint;
    }

    @Override
    public Call open(Route route, Headers headers, long remainingNanos, Call.Listener listener) {
      return new InProcessCall(InProcessTransport.this, endpoint, (InProcessRoute) route, headers, remainingNanos,
          listener).start();
    }

    @Override
    public Call unary(Route route, Headers headers, long remainingNanos, MessageWriter request, Call.Listener listener) {
      Call call = serverStream(route, headers, remainingNanos, request, listener);
      call.request(2);
      return call;
    }

    @Override
    public Call serverStream(Route route, Headers headers, long remainingNanos, MessageWriter request,
        Call.Listener listener) {
      InProcessCall call = new InProcessCall(InProcessTransport.this, endpoint, (InProcessRoute) route, headers,
          remainingNanos, listener);
      call.send(request); // first: what it throws starts no call
      call.halfClose();
      return call.start();
    }

    @Override
    public Runnable onReachable(ReachableListener listener) {
      return network.watch(endpoint, listener);
    }

    @Override
    public void retryNow() {} // the network tells at once who comes

    @Override
    public void close() {} // nothing stands open
  }
}
