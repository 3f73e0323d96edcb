package dev.tern.it;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.concurrent.TimeUnit;

/** A connection of stock grpc-java to a provider. Its window does not grow by itself, as it would by default. */
record StockChannel(ManagedChannel channel) implements AutoCloseable {
  static final int WINDOW_BYTES = 1 << 20;

  StockChannel(int port) {
    this(NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().flowControlWindow(WINDOW_BYTES).build());
  }

  /** To a port of this machine, closed with the world. */
  static ManagedChannel to(int port, World world) {
    StockChannel opened = new StockChannel(port);
    world.closing(opened);
    return opened.channel();
  }

  @Override
  public void close() throws InterruptedException {
    channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
  }
}
