package dev.tern.benchmarks.peers.raw;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import dev.tern.benchmarks.call.Work;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.util.List;

/** A frame: length of what follows (4 bytes), number of the call (4), method (1), message. */
abstract class Frames extends ByteToMessageDecoder {
  private static final int LENGTH = 4;
  private static final int HEAD = 5;

  private static final List<Work.Method> METHODS = List.of(Work.Method.values());

  static ByteBuf of(ByteBufAllocator buffers, int call, Work.Method method, MessageLite message) throws IOException {
    int size = message.getSerializedSize();
    ByteBuf frame = buffers.directBuffer(LENGTH + HEAD + size);
    frame.writeInt(HEAD + size).writeInt(call).writeByte(method.ordinal());
    CodedOutputStream out = CodedOutputStream.newInstance(frame.internalNioBuffer(LENGTH + HEAD, size));
    message.writeTo(out);
    out.flush();
    return frame.writerIndex(LENGTH + HEAD + size);
  }

  @Override
  protected final void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws IOException {
    int start = in.readerIndex();
    if (in.readableBytes() < LENGTH || in.readableBytes() < LENGTH + in.getInt(start)) {
      return;
    }
    int length = in.getInt(start);
    int message = start + LENGTH + HEAD;
    arrived(context, in.getInt(start + LENGTH), METHODS.get(in.getByte(start + LENGTH + LENGTH)),
        CodedInputStream.newInstance(in.internalNioBuffer(message, length - HEAD)));
    in.readerIndex(start + LENGTH + length);
  }

  /** A whole frame; the message is to be read before this returns. */
  abstract void arrived(ChannelHandlerContext context, int call, Work.Method method, CodedInputStream message)
      throws IOException;
}
