package dev.tern.benchmarks.call;

import dev.tern.core.RpcClient;
import dev.tern.core.RpcClientBuilder;
import dev.tern.core.RpcServer;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** A provider and a consumer that are measured together. All of them run on native epoll. */
enum Pair {
  /** Our defaults: handlers on their pool, continuations on the client's; round_robin, failover, filters, statistics on. */
  TERN_DEFAULT {
    @Override
    int serve() throws IOException {
      return RpcServer.builder().service(new Users.Pooled()).start().port();
    }

    @Override
    Work connect(int port) {
      return tern(port, RpcClient.builder());
    }
  },
  /** Handlers and continuations that promise not to block, on the event loops. */
  TERN_NONBLOCKING {
    @Override
    int serve() throws IOException {
      return RpcServer.builder().service(new Users.OnLoop()).start().port();
    }

    @Override
    Work connect(int port) {
      return tern(port, RpcClient.builder().completeOnEventLoop());
    }
  },
  /** Stock gRPC-Java, generated stubs, defaults. */
  GRPC_DEFAULT {
    @Override
    int serve() throws IOException {
      return start(server());
    }

    @Override
    Work connect(int port) {
      return new StockWork(channel(port).build());
    }
  },
  /** Stock gRPC-Java, generated stubs, tuned as its experts would: direct executors, no retry, fixed window. */
  GRPC_TUNED {
    @Override
    int serve() throws IOException {
      return start(server().directExecutor().flowControlWindow(1 << 20));
    }

    @Override
    Work connect(int port) {
      return new StockWork(channel(port).disableRetry().directExecutor().flowControlWindow(1 << 20).build());
    }
  };

  /** Starts the provider; it lives until its process ends. */
  abstract int serve() throws IOException;

  /** Opens the consumer; it lives until its process ends. */
  abstract Work connect(int port);

  private static Work tern(int port, RpcClientBuilder builder) {
    RpcClient client = builder.direct("127.0.0.1:" + port).build();
    return new TernWork(client.create(UserService.class), client.create(UserServiceAsync.class));
  }

  private static NettyServerBuilder server() {
    return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0)).addService(new StockService());
  }

  private static int start(NettyServerBuilder builder) throws IOException {
    Server server = builder.build().start();
    return server.getPort();
  }

  private static NettyChannelBuilder channel(int port) {
    return NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().idleTimeout(1, TimeUnit.DAYS);
  }

  /** {@code tern-default}, as tables name it. */
  String label() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  static Pair of(String label) {
    for (Pair pair : values()) {
      if (pair.label().equals(label)) {
        return pair;
      }
    }
    throw new IllegalArgumentException("Unknown pair \"" + label + "\". Known: "
        + String.join(", ", java.util.Arrays.stream(values()).map(Pair::label).toList()) + ".");
  }

}
