package dev.tern.codec.protobuf;

import dev.tern.api.spi.DecodeException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The steps that compiled code calls to read fields that are more than a scalar. What they return goes where it came
 * from: into the variable that stands for the field. They do what {@link FieldReaders} does for the same shapes.
 */
final class Reads {
  private Reads() {}

  static boolean bool(ProtoReader in) throws DecodeException {
    return in.varint() != 0;
  }

  static byte int8(ProtoReader in) throws DecodeException {
    return (byte) ValueReaders.narrow(in, Byte.MIN_VALUE, Byte.MAX_VALUE, "byte");
  }

  static short int16(ProtoReader in) throws DecodeException {
    return (short) ValueReaders.narrow(in, Short.MIN_VALUE, Short.MAX_VALUE, "short");
  }

  static char uint16(ProtoReader in) throws DecodeException {
    return (char) ValueReaders.narrow(in, Character.MIN_VALUE, Character.MAX_VALUE, "char");
  }

  /** One part of a message. */
  static Object message(ProtoReader in, MessageMapping mapping, @Nullable Object pending) throws DecodeException {
    int outer = in.enter();
    Object parts = mapping.merge(in, pending);
    in.leave(outer);
    return parts;
  }

  static @Nullable Object finish(MessageMapping mapping, @Nullable Object pending) throws DecodeException {
    return pending == null ? null : mapping.finish(pending);
  }

  static List<Object> addMessage(ProtoReader in, MessageMapping mapping, @Nullable List<Object> list)
      throws DecodeException {
    List<Object> values = one(in, list);
    int outer = in.enter();
    values.add(mapping.read(in));
    in.leave(outer);
    return values;
  }

  static List<Object> addString(ProtoReader in, @Nullable List<Object> list) throws DecodeException {
    List<Object> values = one(in, list);
    values.add(in.string());
    return values;
  }

  static List<Object> addInt32(ProtoReader in, @Nullable List<Object> list) throws DecodeException {
    List<Object> values = one(in, list);
    values.add((int) in.varint());
    return values;
  }

  static List<Object> addInt64(ProtoReader in, @Nullable List<Object> list) throws DecodeException {
    List<Object> values = one(in, list);
    values.add(in.varint());
    return values;
  }

  static List<Object> packedInt32(ProtoReader in, @Nullable List<Object> list) throws DecodeException {
    int outer = in.narrow();
    List<Object> values = list != null ? list : new ArrayList<>(FieldReaders.room(in, 1));
    in.int32s(values);
    in.widen(outer);
    return values;
  }

  static List<Object> packedInt64(ProtoReader in, @Nullable List<Object> list) throws DecodeException {
    int outer = in.narrow();
    List<Object> values = list != null ? list : new ArrayList<>(FieldReaders.room(in, 1));
    while (in.more()) {
      values.add(in.varint());
    }
    in.widen(outer);
    return values;
  }

  private static List<Object> one(ProtoReader in, @Nullable List<Object> list) throws DecodeException {
    in.node(FieldReaders.ELEMENT_WEIGHT);
    return list != null ? list : new ArrayList<>();
  }

  /** A list that nothing was sent for is an empty one that can be changed. */
  static List<Object> list(@Nullable List<Object> values) {
    return values != null ? values : new ArrayList<>(0);
  }
}
