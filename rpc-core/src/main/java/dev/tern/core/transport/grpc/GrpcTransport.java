package dev.tern.core.transport.grpc;

import dev.tern.api.Endpoint;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.spi.Connection;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.Transport;
import dev.tern.api.spi.TransportSettings;
import dev.tern.api.spi.TransportSettings.Security;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The consumer's half of the wire: tuned channels on event loops of their own. */
final class GrpcTransport implements Transport {
  static final String GZIP = "gzip";

  private static final Duration KEEP_IDLE = Duration.ofSeconds(30);

  private final TransportSettings settings;
  private final EventLoops loops;
  private final Sockets sockets;
  private final ChannelPool pool;
  private final BufferPool buffers;
  private final InMessages messages;
  private final Timeouts timeouts = new Timeouts();
  private final DeliveryTracer.Starting starting = new DeliveryTracer.Starting();
  private final CallOptions startingOptions = CallOptions.DEFAULT.withStreamTracerFactory(starting);
  private final CallOptions compressingOptions = startingOptions.withCompression(GZIP);
  private volatile boolean closing;

  GrpcTransport(TransportSettings settings) {
    this.settings = settings;
    this.loops = new EventLoops("tern-client-io", settings.eventLoopThreads());
    this.sockets = new Sockets(this::newChannel);
    this.pool = new ChannelPool(endpoint -> new SharedChannel(endpoint, settings.connections(),
        () -> open(endpoint)), KEEP_IDLE);
    this.buffers = new BufferPool(settings.maxMessageBytes());
    this.messages = new InMessages(settings.maxMessageBytes());
  }

  @Override
  public Route route(MethodContract method, Headers headers) {
    return GrpcRoute.of(method, headers);
  }

  @Override
  public Connection connect(Endpoint endpoint) {
    if (settings.security() == Security.PLAINTEXT_ON_LOOPBACK && !Hosts.isLoopback(endpoint.host())) {
      return new RefusedConnection(endpoint, endpoint + " is not on this machine's loopback interface, and plaintext "
          + "beyond it was not allowed\n  Allow it with RpcClient.builder().usePlaintext(), if the network is protected otherwise.");
    }
    return new GrpcConnection(this, pool.acquire(endpoint));
  }

  @Override
  public boolean isEventLoop(Thread thread) {
    return EventLoops.isEventLoop(thread);
  }

  @Override
  public void close() {
    closing = true;
    pool.close();
    loops.close();
  }

  private ManagedChannel open(Endpoint endpoint) {
    NettyChannelBuilder builder = Hosts.isLiteral(endpoint.host())
        ? NettyChannelBuilder.forAddress(new InetSocketAddress(endpoint.host(), endpoint.port())) // no resolver at all
        : NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port());
    return builder
        .usePlaintext()
        .disableServiceConfigLookUp()
        .disableRetry() // one layer of retries, ours; grpc-java's costs 1.2 to 1.4 times the call even when idle
        .directExecutor() // our callbacks hop by themselves where user code begins
        .eventLoopGroup(loops.group())
        .channelFactory(sockets)
        .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) settings.connectTimeout().toMillis())
        .withOption(ChannelOption.TCP_NODELAY, true)
        .flowControlWindow(settings.windowBytes()) // fixed: no probing with PINGs
        .maxInboundMessageSize(settings.maxMessageBytes())
        .maxInboundMetadataSize(settings.maxHeaderBytes())
        .decompressorRegistry(Gzip.OFFERED)
        .idleTimeout(365, TimeUnit.DAYS) // never: the directory holds it as long as its provider lives
        .build();
  }

  private Channel newChannel() {
    Channel channel = EventLoops.newChannel();
    if (!settings.keepAlive().isZero()) {
      KeepAlive.watch(channel, settings.keepAlive());
    }
    if (settings.completesOnEventLoop()) {
      EventLoops.takeTurns(channel);
    }
    WriteCoalescer.install(channel);
    return channel;
  }

  /** True once this side ends calls by ending their connections. */
  boolean isClosing() {
    return closing;
  }

  Sockets sockets() {
    return sockets;
  }

  DeliveryTracer.Starting starting() {
    return starting;
  }

  CallOptions startingOptions(boolean compressed) {
    return compressed ? compressingOptions : startingOptions;
  }

  /** True if some messages may be sent compressed. */
  boolean compresses() {
    return settings.compressAboveBytes() != TransportSettings.NEVER;
  }

  int compressAboveBytes() {
    return settings.compressAboveBytes();
  }

  BufferPool buffers() {
    return buffers;
  }

  InMessages messages() {
    return messages;
  }

  ChannelPool pool() {
    return pool;
  }

  Timeouts timeouts() {
    return timeouts;
  }
}
