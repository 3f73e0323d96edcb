package dev.tern.core.transport.grpc;

import dev.tern.api.Endpoint;
import dev.tern.api.spi.ServerHandler;
import dev.tern.api.spi.ServerTransport;
import dev.tern.api.spi.Transport;
import dev.tern.api.spi.TransportFactory;
import dev.tern.api.spi.TransportSettings;
import java.io.IOException;

/** Makes the {@code grpc} transport: standard gRPC over HTTP/2, by grpc-java and Netty. */
public final class GrpcTransportFactory implements TransportFactory {
  @Override
  public String name() {
    return "grpc";
  }

  @Override
  public void preloadClient() {
    Preload.Client.begin();
  }

  @Override
  public void preloadServer() {
    Preload.Server.begin();
  }

  @Override
  public Transport client(TransportSettings settings) {
    return new GrpcTransport(settings);
  }

  @Override
  public ServerTransport listen(Endpoint address, TransportSettings settings, ServerHandler handler)
      throws IOException {
    Preload.Server.await();
    return GrpcServerTransport.listen(address, settings, handler);
  }
}
