package dev.tern.benchmarks.peers.grpc;

import dev.tern.benchmarks.call.Peer;
import dev.tern.benchmarks.call.Work;
import dev.tern.benchmarks.pb.UserServiceGrpc;
import dev.tern.benchmarks.stubs.StubService;
import dev.tern.benchmarks.stubs.StubWork;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * gRPC-Java on Netty, native epoll added. Variant {@code default}: what the builders give. {@code tuned}: as its
 * experts would for short calls, direct executors, no retry, a fixed flow-control window; user code runs on event
 * loops. Several servers are called in turn, by {@code round_robin}.
 */
public final class GrpcPeer implements Peer {
  private static final int WINDOW = 1 << 20;

  private final boolean tuned;

  public GrpcPeer(String variant) {
    this.tuned = variant.equals("tuned");
  }

  @Override
  public String serve() throws IOException {
    NettyServerBuilder server =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0)).addService(new StubService());
    if (tuned) {
      server.directExecutor().flowControlWindow(WINDOW);
    }
    return String.valueOf(server.build().start().getPort());
  }

  @Override
  public String serveBeside(String ports) throws IOException {
    return ports + "," + serve();
  }

  @Override
  public Work connect(String address) {
    NettyChannelBuilder builder = (address.contains(",")
        ? NettyChannelBuilder.forTarget(PortList.target(address)).defaultLoadBalancingPolicy("round_robin")
        : NettyChannelBuilder.forAddress("127.0.0.1", Integer.parseInt(address))).usePlaintext();
    if (tuned) {
      builder.disableRetry().directExecutor().flowControlWindow(WINDOW);
    }
    ManagedChannel channel = builder.build();
    return new StubWork(UserServiceGrpc.newBlockingStub(channel), UserServiceGrpc.newStub(channel));
  }
}
