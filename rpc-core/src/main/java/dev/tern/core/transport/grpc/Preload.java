package dev.tern.core.transport.grpc;

import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ServerChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Makes what a server is made of, and drops it: its classes are loaded then. Once per process, as it is itself loaded. */
final class Preload {
  static {
    try (EventLoops loops = new EventLoops("tern-preload-io", 1)) {
      ServerChannel listening = EventLoops.newServerChannel();
      loops.group().register(listening);
      NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
          .bossEventLoopGroup(loops.group()).workerEventLoopGroup(loops.group())
          .channelFactory(EventLoops::newServerChannel).directExecutor().build();
      listening.close();
    }
  }

  private Preload() {}

  /** Returns once all is loaded. */
  static void run() {}
}
