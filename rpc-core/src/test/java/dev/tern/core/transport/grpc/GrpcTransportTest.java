package dev.tern.core.transport.grpc;

import dev.tern.api.spi.TransportFactory;
import dev.tern.tck.TransportContract;

class GrpcTransportTest extends TransportContract {
  @Override
  protected TransportFactory factory() {
    return new GrpcTransportFactory();
  }
}
