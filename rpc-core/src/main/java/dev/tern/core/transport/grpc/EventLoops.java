package dev.tern.core.transport.grpc;

import dev.tern.core.schedule.EventLoopThread;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Event loops of one client or server: native epoll where it can be loaded, NIO elsewhere. */
final class EventLoops implements AutoCloseable {
  private static final boolean EPOLL = isEpollAvailable();
  private static final long CLOSE_SECONDS = 5;

  private final EventLoopGroup group;

  EventLoops(String name, int threads) {
    LeakSampling.turnOffUnlessAsked();
    IoHandlerFactory io = EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    this.group = new MultiThreadIoEventLoopGroup(threads, new LoopThreadFactory(name), io);
  }

  private static boolean isEpollAvailable() {
    FlightEvents.turnOffUnlessAsked();
    return Epoll.isAvailable();
  }

  EventLoopGroup group() {
    return group;
  }

  /** Of a consumer, not connected yet. */
  static Channel newChannel() {
    return EPOLL ? new EpollSocketChannel() : new NioSocketChannel();
  }

  /**
   * For a loop on which user code runs: takes what has come in one read, then lets go out what that code has begun, then
   * reads on. As many reads as there are bytes, Netty's way, would keep new requests waiting behind old replies, and
   * both sides would take turns in working. Where replies are only passed on, fewer and bigger batches are cheaper.
   */
  static void takeTurns(Channel channel) {
    channel.config().setRecvByteBufAllocator(new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(1));
  }

  /** Lets the system end a connection whose peer's system has not confirmed for so long what was sent, if it can. */
  static void endIfUnconfirmed(Channel channel, Duration limit) {
    if (EPOLL) {
      channel.config().setOption(EpollChannelOption.TCP_USER_TIMEOUT, (int) limit.toMillis());
    }
  }

  /** Of a provider, not bound yet. */
  static ServerChannel newServerChannel() {
    return EPOLL ? new EpollServerSocketChannel() : new NioServerSocketChannel();
  }

  /** True on any event loop that Tern made, whichever client or server it serves: all of them must not block. */
  static boolean isEventLoop(Thread thread) {
    return thread instanceof EventLoopThread;
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
    if (isEventLoop(Thread.currentThread())) {
      return; // a loop cannot wait for its own end
    }
    try {
      group.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the loops end all the same
    }
  }

  private record LoopThreadFactory(String name, AtomicInteger count) implements ThreadFactory {
    LoopThreadFactory(String name) {
      this(name, new AtomicInteger());
    }

    @Override
    public Thread newThread(Runnable task) {
      return new EventLoopThread(task, name + "-" + count.incrementAndGet());
    }
  }
}
