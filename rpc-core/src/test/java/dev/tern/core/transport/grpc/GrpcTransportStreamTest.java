package dev.tern.core.transport.grpc;

import dev.tern.api.spi.TransportFactory;
import dev.tern.tck.TransportStreamContract;

class GrpcTransportStreamTest extends TransportStreamContract {
  @Override
  protected TransportFactory factory() {
    return new GrpcTransportFactory();
  }
}
