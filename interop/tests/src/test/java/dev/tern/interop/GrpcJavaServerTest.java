package dev.tern.interop;

import java.net.InetAddress;
import java.net.ServerSocket;

/** gRPC-Java's interoperability server. */
class GrpcJavaServerTest extends ConsumerContract {
  @Override
  Server start() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort(); // it prints the port that it was told, so that 0 would say nothing
    }
    Peer process = Peer.start("grpc-java", "io.grpc.testing.integration.TestServiceServer", "--port=" + port,
        "--use_tls=false");
    process.await("Server started on port");
    return new Server(process, port);
  }
}
