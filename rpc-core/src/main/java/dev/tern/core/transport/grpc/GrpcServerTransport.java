package dev.tern.core.transport.grpc;

import dev.tern.api.Endpoint;
import dev.tern.api.spi.ServerHandler;
import dev.tern.api.spi.ServerTransport;
import dev.tern.api.spi.TransportSettings;
import dev.tern.api.spi.TransportSettings.Security;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The provider's half of the wire: a grpc-java server whose callbacks run on its event loops. */
final class GrpcServerTransport implements ServerTransport {
  /**
   * Every call that its consumer gives up is a reset: at a deadline, for another provider, by cancelling. A few hundred
   * a second are nothing unusual when a provider is slow, and to end the connection then would fail all its calls. An
   * attack by resets sends a hundred times as many.
   */
  private static final int MAX_RESETS = 20_000;
  private static final int RESET_WINDOW_SECONDS = 30;
  private static final int HANDSHAKE_SECONDS = 10;
  private static final int CLOSE_SECONDS = 5;
  /** A consumer that lives confirms within a round trip that it sends no more, and its connection ends. */
  private static final Duration QUIET = Duration.ofSeconds(3);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final EventLoops acceptor;
  private final EventLoops loops;
  private final Server server;
  private final Routes routes;
  private final Endpoint address;

  private GrpcServerTransport(EventLoops acceptor, EventLoops loops, Server server, Routes routes, Endpoint address) {
    this.acceptor = acceptor;
    this.loops = loops;
    this.server = server;
    this.routes = routes;
    this.address = address;
  }

  static GrpcServerTransport listen(Endpoint wanted, TransportSettings settings, ServerHandler handler)
      throws IOException {
    InetSocketAddress socket = resolve(wanted, settings.security());
    LogLimit.install();
    Routes routes = new Routes(handler, settings);
    EventLoops acceptor = new EventLoops("tern-server-accept", 1);
    EventLoops loops = new EventLoops("tern-server-io", settings.eventLoopThreads());
    try {
      NettyServerBuilder builder = NettyServerBuilder.forAddress(socket)
          .bossEventLoopGroup(acceptor.group())
          .workerEventLoopGroup(loops.group())
          .channelFactory(GrpcServerTransport::newChannel)
          .directExecutor() // one hop at most, made by the binding; grpc-java's own executor makes one per event
          .withOption(ChannelOption.SO_REUSEADDR, true)
          .withOption(ChannelOption.SO_BACKLOG, 1024)
          .withChildOption(ChannelOption.TCP_NODELAY, true)
          .flowControlWindow(settings.windowBytes())
          .maxInboundMessageSize(settings.maxMessageBytes())
          .maxInboundMetadataSize(settings.maxHeaderBytes())
          .decompressorRegistry(Gzip.TAKEN)
          .maxConcurrentCallsPerConnection(settings.maxStreamsPerConnection())
          .maxRstFramesPerWindow(MAX_RESETS, RESET_WINDOW_SECONDS)
          .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
          .permitKeepAliveTime(5, TimeUnit.SECONDS)
          .permitKeepAliveWithoutCalls(true)
          .addTransportFilter(new PeerAddress())
          .fallbackHandlerRegistry(routes);
      if (!settings.keepAlive().isZero()) { // any client permits it, while no server may be asked so often: see KeepAlive
        builder.keepAliveTime(settings.keepAlive().toNanos(), TimeUnit.NANOSECONDS)
            .keepAliveTimeout(KeepAlive.TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
      }
      Server server = builder.build().start();
      return new GrpcServerTransport(acceptor, loops, server, routes, new Endpoint(wanted.host(), server.getPort()));
    } catch (IOException e) {
      acceptor.close();
      loops.close();
      throw new IOException("cannot listen on " + wanted + ": " + reason(e), e);
    }
  }

  private static ServerChannel newChannel() {
    ServerChannel channel = EventLoops.newServerChannel();
    WriteCoalescer.installOnAccepted(channel);
    return channel;
  }

  private static InetSocketAddress resolve(Endpoint wanted, Security security) throws IOException {
    InetAddress address;
    try {
      address = InetAddress.getByName(wanted.host());
    } catch (UnknownHostException e) {
      throw new IOException("cannot listen on " + wanted + ": unknown host " + wanted.host()
          + "\n  Use an address of this machine, such as 127.0.0.1 or 0.0.0.0.", e);
    }
    if (security == Security.PLAINTEXT_ON_LOOPBACK && !address.isLoopbackAddress()) {
      throw new IOException("cannot listen on " + wanted + ": it is not on this machine's loopback interface, and "
          + "plaintext beyond it was not allowed\n  Allow it with RpcServer.builder().usePlaintext(), if the network is protected otherwise.");
    }
    return new InetSocketAddress(address, wanted.port());
  }

  private static String reason(Throwable failure) {
    @Nullable Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = String.valueOf(cause.getMessage());
    if (message.contains("Address already in use")) {
      return "the port is in use\n  Stop the process that uses it, or choose another port (0: any free one).";
    }
    return message;
  }

  @Override
  public Endpoint address() {
    return address;
  }

  @Override
  public boolean isEventLoop(Thread thread) {
    return EventLoops.isEventLoop(thread);
  }

  @Override
  public void drain() {
    server.shutdown();
  }

  @Override
  public boolean awaitDrained(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    long quietSince = System.nanoTime();
    while (!server.awaitTermination(Math.min(LOOK_NANOS, Math.max(0, end - System.nanoTime())), TimeUnit.NANOSECONDS)) {
      long now = System.nanoTime();
      if (callsUnderWay() > 0) {
        quietSince = now;
      } else if (now - quietSince > QUIET.toNanos()) {
        return true; // what is left are connections of consumers that stand still
      }
      if (now - end >= 0) {
        return callsUnderWay() == 0;
      }
    }
    return true;
  }

  @Override
  public long callsUnderWay() {
    return routes.underWay();
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed without waiting
    }
    loops.close();
    acceptor.close();
  }
}
