package dev.tern.core.transport.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.ServerChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Copies the small buffers of many frames into one before they reach the socket. HTTP/2 writes four to six of them per
 * call, most of a few bytes: to hand each to the system, and to take it off the socket's list again, costs more than to
 * copy it. What is written and in which order stays the same, and nothing waits longer: each flush goes through.
 *
 * <p>A socket that takes no more keeps what it was given, and a batch is bigger than what is in it; so a few batches at
 * most wait there, and what comes meanwhile is passed on as it is. On one event loop.
 */
final class WriteCoalescer extends ChannelOutboundHandlerAdapter {
  private static final int BATCH_BYTES = 16 << 10;
  private static final int MOST_COPIED_BYTES = 4 << 10;
  private static final int MOST_WAITING = 4;

  private @Nullable Batch open;
  private @Nullable Batch spare;
  private int waiting; // batches that the socket has not taken

  /** Before anything else that writes to this connection of a consumer, which is not open yet. */
  static void install(Channel channel) {
    channel.pipeline().addFirst(new WriteCoalescer());
  }

  /** On every connection that this server will accept. */
  static void installOnAccepted(ServerChannel server) {
    server.pipeline().addLast(new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext ctx, Object accepted) {
        install((Channel) accepted);
        ctx.fireChannelRead(accepted);
      }
    });
  }

  /** True if something of this connection waits here for a flush. On its event loop. */
  static boolean holdsBack(Channel channel) {
    WriteCoalescer installed = channel.pipeline().get(WriteCoalescer.class);
    return installed != null && installed.open != null;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (!(message instanceof ByteBuf bytes) || bytes.readableBytes() > MOST_COPIED_BYTES || promise.isVoid()
        || open == null && waiting >= MOST_WAITING) {
      passOn(ctx);
      ctx.write(message, promise);
      return;
    }
    try {
      if (promise.setUncancellable()) {
        withRoomFor(bytes.readableBytes(), ctx).add(bytes, promise);
      }
    } finally {
      bytes.release();
    }
  }

  private Batch withRoomFor(int count, ChannelHandlerContext ctx) {
    Batch present = open;
    if (present != null && present.bytes.writableBytes() < count) {
      passOn(ctx);
      present = null;
    }
    if (present == null) {
      present = spare != null ? spare : new Batch();
      present.bytes = ctx.alloc().directBuffer(BATCH_BYTES, BATCH_BYTES);
      spare = null;
      open = present;
    }
    return present;
  }

  private void passOn(ChannelHandlerContext ctx) {
    Batch batch = open;
    if (batch != null) {
      open = null;
      waiting++;
      ctx.write(batch.bytes).addListener(batch);
    }
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    passOn(ctx);
    ctx.flush();
  }

  @Override
  public void disconnect(ChannelHandlerContext ctx, ChannelPromise promise) {
    passOn(ctx);
    ctx.disconnect(promise);
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    passOn(ctx);
    ctx.close(promise);
  }

  /** The connection has ended by itself, or this is taken out: whoever wrote something is told. */
  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    passOn(ctx);
  }

  private final class Batch implements ChannelFutureListener {
    private final List<ChannelPromise> promises = new ArrayList<>();
    private ByteBuf bytes = Unpooled.EMPTY_BUFFER;

    private void add(ByteBuf written, ChannelPromise promise) {
      bytes.writeBytes(written);
      promises.add(promise);
    }

    @Override
    public void operationComplete(ChannelFuture written) {
      waiting--;
      bytes = Unpooled.EMPTY_BUFFER;
      Throwable failure = written.cause();
      for (int i = 0; i < promises.size(); i++) { // by index: who is told may not write here, but close the channel
        if (failure == null) {
          promises.get(i).trySuccess();
        } else {
          promises.get(i).tryFailure(failure);
        }
      }
      promises.clear();
      spare = this;
    }
  }
}
