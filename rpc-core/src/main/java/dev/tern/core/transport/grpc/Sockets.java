package dev.tern.core.transport.grpc;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOutboundBuffer;
import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Makes the sockets of one client and knows them, so that a call can ask whether anything still waits to leave one. */
final class Sockets implements ChannelFactory<Channel> {
  private final Supplier<Channel> factory;
  private final Set<Channel> open = ConcurrentHashMap.newKeySet();

  Sockets(Supplier<Channel> factory) {
    this.factory = factory;
  }

  @Override
  public Channel newChannel() {
    Channel channel = factory.get();
    open.add(channel);
    channel.closeFuture().addListener(closed -> open.remove(channel));
    return channel;
  }

  /**
   * True if all that was written to the socket of these attributes has been handed to the system, and whoever waited
   * for that was told. False where it is not known: on another thread than the event loop of the socket, or once it is
   * closed.
   *
   * @param transport attributes of a stream, as its tracer was told them
   */
  boolean wroteAll(Attributes transport) {
    SocketAddress local = transport.get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR);
    SocketAddress remote = transport.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    for (Channel channel : open) {
      // Both: the system may give one local port to two connections, if they lead to different places.
      if (channel.isActive() && channel.localAddress().equals(local) && channel.remoteAddress().equals(remote)) {
        ChannelOutboundBuffer pending = channel.eventLoop().inEventLoop() ? channel.unsafe().outboundBuffer() : null;
        return pending != null && pending.totalPendingWriteBytes() == 0 && !WriteCoalescer.holdsBack(channel);
      }
    }
    return false;
  }
}
