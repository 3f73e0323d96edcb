package dev.tern.core.transport.grpc;

import dev.tern.api.Endpoint;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerTransportFilter;
import java.net.InetSocketAddress;

/** Keeps the address of each connection's other end in the form that calls tell it in, made once. */
final class PeerAddress extends ServerTransportFilter {
  static final Attributes.Key<Endpoint> KEY = Attributes.Key.create("dev.tern.peer");

  @Override
  public Attributes transportReady(Attributes attributes) {
    return attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress address
        ? attributes.toBuilder().set(KEY, new Endpoint(host(address), address.getPort())).build() : attributes;
  }

  /** As a number: nobody is asked for its name. An interface's own name behind it says nothing to others. */
  private static String host(InetSocketAddress address) {
    String host = address.getAddress() == null ? address.getHostString() : address.getAddress().getHostAddress();
    int scope = host.indexOf('%');
    return scope < 0 ? host : host.substring(0, scope);
  }
}
