package dev.tern.codec.protobuf;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import dev.tern.api.contract.ContractException;
import dev.tern.api.spi.DecodeException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/** A generated message class. Its default instance, found once, knows how to make and read others. */
final class GeneratedType {
  private static final int WEIGHT_UNKNOWN = 256;

  private final MessageLite defaultInstance;

  /** Null for a message of the lite runtime, which does not know its own fields. */
  private final @Nullable GeneratedWeight weight;

  private GeneratedType(MessageLite defaultInstance) {
    this.defaultInstance = defaultInstance;
    this.weight = defaultInstance instanceof Message message
        ? GeneratedWeight.of(message.getDescriptorForType(), new HashMap<>()) : null;
  }

  /** @throws ContractException if the class is not what protoc generates */
  static GeneratedType of(Class<?> type) {
    try {
      Object instance = MethodHandles.publicLookup()
          .findStatic(type, "getDefaultInstance", MethodType.methodType(type)).invoke();
      return new GeneratedType((MessageLite) instance);
    } catch (Throwable e) {
      throw new ContractException(type.getName() + " is no message of protobuf-java: " + e
          + ". Generate it again with protoc.");
    }
  }

  String name() {
    return defaultInstance.getClass().getSimpleName();
  }

  MessageLite defaultInstance() {
    return defaultInstance;
  }

  /** Bytes of memory that one message costs, without what its fields hold. */
  int weight() {
    return weight == null ? WEIGHT_UNKNOWN : weight.ofMessage();
  }

  /** Puts the content of a message before all that was written. */
  void write(ProtoWriter out, Object message) {
    MessageLite value = (MessageLite) message;
    int size = value.getSerializedSize();
    out.room(size);
    CodedOutputStream stream = CodedOutputStream.newInstance(out.array(), out.position(), size);
    try {
      value.writeTo(stream);
      stream.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new IllegalStateException("an array does not fail", e);
    }
  }

  MessageLite.Builder newBuilder() {
    return defaultInstance.newBuilderForType();
  }

  /** Merges all that is left in the reader. */
  void merge(MessageLite.Builder builder, ProtoReader in) throws DecodeException {
    if (weight != null) {
      try {
        weight.count(in);
      } catch (DecodeException e) {
        throw new DecodeException(name() + ": " + e.getMessage());
      }
    }
    CodedInputStream stream = CodedInputStream.newInstance(in.array(), in.position(), in.remaining());
    stream.setRecursionLimit(in.depthLeft());
    try {
      builder.mergeFrom(stream);
      stream.checkLastTagWas(0);
    } catch (InvalidProtocolBufferException e) {
      throw new DecodeException(name() + ": " + e.getMessage());
    } catch (IOException e) {
      throw new IllegalStateException("an array does not fail", e);
    }
    in.position(in.position() + in.remaining());
  }

  Object build(MessageLite.Builder builder) throws DecodeException {
    MessageLite message = builder.buildPartial();
    if (!message.isInitialized()) {
      throw new DecodeException(name() + ": a required field is missing");
    }
    return message;
  }
}
