package dev.tern.benchmarks.peers.grpc;

import dev.tern.benchmarks.call.Peer;
import dev.tern.benchmarks.call.Variant;
import dev.tern.benchmarks.call.Work;
import dev.tern.benchmarks.pb.UserServiceGrpc;
import dev.tern.benchmarks.stubs.StubService;
import dev.tern.benchmarks.stubs.StubWork;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * gRPC-Java on Netty, native epoll added. Variant {@code default}: what the builders give. {@code tuned}: as its
 * experts would for short calls, direct executors, no retry, a fixed flow-control window; user code runs on event
 * loops. {@code providers-30}: defaults, so many servers in the provider's process, called in turn by
 * {@code round_robin}.
 */
public final class GrpcPeer implements Peer {
  private static final int WINDOW = 1 << 20;

  private final boolean tuned;
  private final int providers;

  public GrpcPeer(String variant) {
    Variant words = Variant.of(variant);
    this.tuned = words.has("tuned");
    this.providers = words.number("providers-");
  }

  @Override
  public String serve() throws IOException {
    List<String> ports = new ArrayList<>();
    for (int i = 0; i < providers; i++) {
      ports.add(String.valueOf(serveOne()));
    }
    return String.join(",", ports);
  }

  private int serveOne() throws IOException {
    NettyServerBuilder server =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0)).addService(new StubService());
    if (tuned) {
      server.directExecutor().flowControlWindow(WINDOW);
    }
    return server.build().start().getPort();
  }

  @Override
  public Work connect(String address) {
    NettyChannelBuilder builder = (providers == 1
        ? NettyChannelBuilder.forAddress("127.0.0.1", Integer.parseInt(address))
        : NettyChannelBuilder.forTarget(PortList.target(address)).defaultLoadBalancingPolicy("round_robin"))
        .usePlaintext();
    if (tuned) {
      builder.disableRetry().directExecutor().flowControlWindow(WINDOW);
    }
    ManagedChannel channel = builder.build();
    return new StubWork(UserServiceGrpc.newBlockingStub(channel), UserServiceGrpc.newStub(channel));
  }
}
