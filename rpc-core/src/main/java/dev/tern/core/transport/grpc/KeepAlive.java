package dev.tern.core.transport.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the other end of one connection is gone without a word, on the consumer's side: after some time of
 * silence it sends a PING, and closes the connection if nothing at all comes back.
 *
 * <p>Not grpc-java's own keepalive, because gRPC servers refuse that: unless configured otherwise they take a PING
 * every five minutes, and end the connection with {@code too_many_pings}, and every call on it, at the third that comes
 * earlier without HEADERS or DATA of theirs in between. Two are always permitted, so two is what this sends before it
 * waits for HEADERS or DATA, or for those five minutes to pass. A Tern provider sends PINGs of its own over a silent
 * connection, which every client permits. This waits a little longer than the provider does: as long as the provider is
 * well, its PINGs break the silence, and the two are still there when they fail to come.
 *
 * <p>Counts ticks of its event loop, not time: a process that stood still must not take its own silence for the peer's.
 * On one event loop.
 */
final class KeepAlive extends ChannelInboundHandlerAdapter implements Runnable {
  /** How long a peer may take to answer. */
  static final Duration TIMEOUT = Duration.ofSeconds(3);

  private static final int PERMITTED_PINGS = 2;
  private static final long PERMITTED_EVERY_NANOS = TimeUnit.SECONDS.toNanos(330); // 5 min, and their clock is not ours
  private static final long PAYLOAD = 0x7465726e; // tells our answers from those that grpc-java waits for
  private static final long LONGEST_TICK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final long tickNanos;
  private final long silenceTicks;
  private final long timeoutTicks;
  private final long permittedTicks;
  private @Nullable Future<?> ticking;
  private @Nullable Http2ConnectionHandler http2;
  private @Nullable ChannelHandlerContext context;
  private boolean heard;
  private boolean waiting; // for an answer
  private long silent; // ticks since something was heard
  private long sincePing;
  private int pingsLeft = PERMITTED_PINGS;

  private KeepAlive(Duration keepAlive, Duration silence) {
    this.tickNanos = Math.min(LONGEST_TICK_NANOS, keepAlive.toNanos() / 10);
    this.silenceTicks = ticks(silence.toNanos());
    this.timeoutTicks = ticks(TIMEOUT.toNanos());
    this.permittedTicks = ticks(PERMITTED_EVERY_NANOS);
  }

  /**
   * Watches a connection that is not open yet. What was sent and is not even confirmed by the peer's system does not
   * wait for a PING to be sent, or permitted.
   *
   * @param keepAlive that the provider is assumed to have set too; this waits a fifth longer
   */
  static void watch(Channel channel, Duration keepAlive) {
    Duration silence = keepAlive.plus(keepAlive.dividedBy(5));
    channel.pipeline().addFirst(new KeepAlive(keepAlive, silence));
    EventLoops.endIfUnconfirmed(channel, silence.plus(TIMEOUT));
  }

  private long ticks(long nanos) {
    return (nanos + tickNanos - 1) / tickNanos;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    context = ctx;
    ticking = ctx.executor().scheduleWithFixedDelay(this, tickNanos, tickNanos, TimeUnit.NANOSECONDS);
    ctx.fireChannelActive();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (ticking != null) {
      ticking.cancel(false);
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    heard = true;
    ctx.fireChannelRead(message);
  }

  @Override
  public void run() {
    sincePing++;
    if (heard) {
      heard = false;
      waiting = false;
      silent = 0;
      listen();
      return;
    }
    silent++;
    if (waiting) {
      if (sincePing >= timeoutTicks) {
        giveUp();
      }
    } else if (silent >= silenceTicks && http2 != null && mayPing(http2)) {
      ping(http2);
    }
  }

  /** Once HTTP/2 is spoken: hears what resets the peer's count of our PINGs, and keeps our answers from grpc-java. */
  private void listen() {
    if (http2 == null && context != null) {
      Http2ConnectionHandler found = context.pipeline().get(Http2ConnectionHandler.class);
      if (found != null && found.decoder().frameListener() != null) {
        found.decoder().frameListener(new Frames(found.decoder().frameListener()));
        http2 = found;
      }
    }
  }

  private boolean mayPing(Http2ConnectionHandler handler) {
    return pingsLeft > 0 || sincePing >= permittedTicks && handler.connection().numActiveStreams() > 0;
  }

  private void ping(Http2ConnectionHandler handler) {
    ChannelHandlerContext its = context == null ? null : context.pipeline().context(handler);
    if (its != null) {
      pingsLeft = Math.max(0, pingsLeft - 1);
      waiting = true;
      sincePing = 0;
      handler.encoder().writePing(its, false, PAYLOAD, its.newPromise());
      its.flush();
    }
  }

  private void giveUp() {
    ChannelHandlerContext ctx = context;
    if (ctx != null) {
      ctx.fireExceptionCaught(new IOException("the connection was silent, and a ping was not answered within "
          + TIMEOUT.toSeconds() + " s")); // names the reason to every call on it
      ctx.close(); // past grpc-java, which would wait until its farewell was written
    }
  }

  /** The peer counts anew; a PING that may still be on its way to it, from then on. */
  private void dataCame() {
    pingsLeft = waiting ? PERMITTED_PINGS - 1 : PERMITTED_PINGS;
  }

  private final class Frames extends Http2FrameListenerDecorator {
    Frames(Http2FrameListener grpc) {
      super(grpc);
    }

    @Override
    public int onDataRead(ChannelHandlerContext ctx, int stream, ByteBuf data, int padding, boolean last)
        throws Http2Exception {
      dataCame();
      return super.onDataRead(ctx, stream, data, padding, last);
    }

    @Override
    public void onHeadersRead(ChannelHandlerContext ctx, int stream, Http2Headers headers, int padding, boolean last)
        throws Http2Exception {
      dataCame();
      super.onHeadersRead(ctx, stream, headers, padding, last);
    }

    @Override
    public void onHeadersRead(ChannelHandlerContext ctx, int stream, Http2Headers headers, int dependency, short weight,
        boolean exclusive, int padding, boolean last) throws Http2Exception {
      dataCame();
      super.onHeadersRead(ctx, stream, headers, dependency, weight, exclusive, padding, last);
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
      if (data == PAYLOAD) {
        waiting = false;
      } else {
        super.onPingAckRead(ctx, data);
      }
    }
  }
}
