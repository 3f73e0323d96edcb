package dev.tern.benchmarks.codec;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.tern.benchmarks.call.User;
import dev.tern.benchmarks.call.UserPage;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Function;

/** Messages that protoc generated, into a reused array, with or without the mapping to the application's objects. */
final class ProtobufJava implements Candidate {
  private static final int BUFFER = 64 << 10;

  private final Object value;
  private final Function<Object, MessageLite> toMessage;
  private final Function<MessageLite, Object> fromMessage;
  private final Parser<? extends MessageLite> parser;
  private final byte[] out = new byte[BUFFER];
  private final byte[] encoded;

  ProtobufJava(Payload payload, boolean mapped) {
    boolean user = payload == Payload.USER;
    Function<Object, MessageLite> map = user ? o -> Mapping.message((User) o) : o -> Mapping.message((UserPage) o);
    this.parser = user ? dev.tern.benchmarks.pb.User.parser() : dev.tern.benchmarks.pb.UserPage.parser();
    this.value = mapped ? payload.value() : map.apply(payload.value());
    this.toMessage = mapped ? map : message -> (MessageLite) message;
    this.fromMessage = !mapped ? message -> message
        : user ? message -> Mapping.user((dev.tern.benchmarks.pb.User) message)
        : message -> Mapping.page((dev.tern.benchmarks.pb.UserPage) message);
    this.encoded = bytes();
  }

  @Override
  public int encode() {
    MessageLite message = toMessage.apply(value);
    int size = message.getSerializedSize();
    CodedOutputStream stream = CodedOutputStream.newInstance(out, 0, size);
    try {
      message.writeTo(stream);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return size;
  }

  @Override
  public Object decode() {
    try {
      return fromMessage.apply(parser.parseFrom(encoded));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public byte[] bytes() {
    return Arrays.copyOf(out, encode());
  }
}
