package dev.tern.it;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.util.concurrent.TimeUnit;

/** Connections of stock grpc-java clients, one each. */
final class StockChannel {
  private StockChannel() {}

  /** To a port of this machine, closed with the world. */
  static ManagedChannel to(int port, World world) {
    ManagedChannel channel =
        Grpc.newChannelBuilderForAddress("127.0.0.1", port, InsecureChannelCredentials.create()).build();
    world.closing(() -> channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS));
    return channel;
  }
}
