package dev.tern.benchmarks.peers.armeria;

import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.grpc.GrpcService;
import dev.tern.benchmarks.call.Peer;
import dev.tern.benchmarks.call.Work;
import dev.tern.benchmarks.pb.UserServiceGrpc;
import dev.tern.benchmarks.stubs.StubService;
import dev.tern.benchmarks.stubs.StubWork;
import java.net.InetSocketAddress;

/** Armeria with its defaults: generated stubs, handlers on event loops. */
public final class ArmeriaPeer implements Peer {
  /** There is one variant. */
  public ArmeriaPeer(String variant) {}

  @Override
  public String serve() {
    Server server = Server.builder().http(new InetSocketAddress("127.0.0.1", 0))
        .service(GrpcService.builder().addService(new StubService()).build()).build();
    server.start().join();
    return String.valueOf(server.activeLocalPort());
  }

  @Override
  public Work connect(String address) {
    String uri = "gproto+h2c://127.0.0.1:" + address + "/"; // h2c: HTTP/2 from the first byte
    return new StubWork(GrpcClients.newClient(uri, UserServiceGrpc.UserServiceBlockingStub.class),
        GrpcClients.newClient(uri, UserServiceGrpc.UserServiceStub.class));
  }
}
