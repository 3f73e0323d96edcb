package dev.tern.core.transport.grpc;

import dev.tern.api.spi.TransportFactory;
import dev.tern.tck.SocketTransportContract;

class GrpcTransportTest extends SocketTransportContract {
  @Override
  protected TransportFactory factory() {
    return new GrpcTransportFactory();
  }
}
