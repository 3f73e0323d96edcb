package dev.tern.benchmarks.peers.raw;

import dev.tern.benchmarks.call.Peer;
import dev.tern.benchmarks.call.Work;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/**
 * Length-prefixed Protobuf over one connection, one event loop on either side, the service called on it. No headers, no
 * flow control, no deadlines, no cancellation: what is left when everything that a framework adds is taken away.
 */
public final class RawPeer implements Peer {
  /** There is one variant. */
  public RawPeer(String variant) {}

  @Override
  public String serve() throws InterruptedException {
    Channel listener = new ServerBootstrap().group(loop()).channel(EpollServerSocketChannel.class)
        .childHandler(each(RawService::new)).bind("127.0.0.1", 0).sync().channel();
    return String.valueOf(((InetSocketAddress) listener.localAddress()).getPort());
  }

  @Override
  public Work connect(String address) throws InterruptedException {
    RawWork work = new RawWork();
    work.connected(new Bootstrap().group(loop()).channel(EpollSocketChannel.class).handler(each(work::replies))
        .connect("127.0.0.1", Integer.parseInt(address)).sync().channel());
    return work;
  }

  private static EventLoopGroup loop() {
    return new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  }

  private static ChannelHandler each(Supplier<ChannelHandler> handler) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        channel.pipeline().addLast(handler.get());
      }
    };
  }
}
