package dev.tern.benchmarks.peers.grpc;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.StatusOr;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;

/** Names several ports of this machine to gRPC-Java: {@code ports:///9000,9001}. */
final class PortList extends NameResolverProvider {
  private static final String SCHEME = "ports";

  /** @param ports separated by commas */
  static String target(String ports) {
    NameResolverRegistry.getDefaultRegistry().register(new PortList());
    return SCHEME + ":///" + ports;
  }

  @Override
  protected boolean isAvailable() {
    return true;
  }

  @Override
  protected int priority() {
    return 5;
  }

  @Override
  public String getDefaultScheme() {
    return SCHEME;
  }

  @Override
  public NameResolver newNameResolver(URI target, NameResolver.Args arguments) {
    List<EquivalentAddressGroup> addresses = Arrays.stream(target.getPath().substring(1).split(","))
        .map(port -> new EquivalentAddressGroup(new InetSocketAddress("127.0.0.1", Integer.parseInt(port)))).toList();
    return new NameResolver() {
      @Override
      public String getServiceAuthority() {
        return "localhost";
      }

      @Override
      public void start(Listener2 listener) {
        listener.onResult(ResolutionResult.newBuilder().setAddressesOrError(StatusOr.fromValue(addresses)).build());
      }

      @Override
      public void shutdown() {}
    };
  }
}
