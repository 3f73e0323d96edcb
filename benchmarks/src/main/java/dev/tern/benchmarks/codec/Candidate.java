package dev.tern.benchmarks.codec;

import dev.tern.api.spi.Codec;
import dev.tern.api.spi.CodecFactory;
import dev.tern.benchmarks.call.User;
import dev.tern.benchmarks.call.UserPage;
import dev.tern.codec.protobuf.HandlesCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** One way to carry one object. Not safe for many threads: buffers are reused, as a transport reuses them. */
interface Candidate {
  /** protobuf-java and the application's own objects: what all others are compared with. */
  String REFERENCE = "protobuf-java-mapped";

  /** protobuf-java and its own messages, made once: its best case, in which sizes are known from the time before. */
  String PREBUILT = "protobuf-java";

  /** Tern's codec {@code protobuf} as it is before a type is warm. */
  String HANDLES = "protobuf-handles";

  /** What travels. */
  enum Payload {
    USER(User.sample(42)), PAGE(UserPage.sample(7));

    private final Object value;

    Payload(Object value) {
      this.value = value;
    }

    Object value() {
      return value;
    }
  }

  /** Length of the bytes, which stand in a buffer. */
  int encode();

  /** The object that the bytes mean. */
  Object decode();

  /** A copy of what {@link #encode} wrote. */
  byte[] bytes();

  /** All that the class path has, each under the name of its codec. */
  static List<String> names() {
    List<String> names = new ArrayList<>(List.of(PREBUILT, REFERENCE, HANDLES));
    ServiceLoader.load(CodecFactory.class).forEach(factory -> names.add(factory.name()));
    return names;
  }

  static Candidate of(String name, Payload payload) {
    return switch (name) {
      case REFERENCE -> new ProtobufJava(payload, true);
      case PREBUILT -> new ProtobufJava(payload, false);
      case HANDLES -> new TernCodec(HandlesCodec.create(), payload);
      default -> new TernCodec(found(name), payload);
    };
  }

  private static Codec found(String name) {
    for (CodecFactory factory : ServiceLoader.load(CodecFactory.class)) {
      if (factory.name().equals(name)) {
        return factory.create();
      }
    }
    throw new IllegalArgumentException("codec " + name + " is not on the class path");
  }
}
