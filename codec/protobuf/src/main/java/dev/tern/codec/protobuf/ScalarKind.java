package dev.tern.codec.protobuf;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Java type that is a scalar on the wire. */
enum ScalarKind {
  BYTE("int32", Wire.VARINT, byte.class, Byte.class),
  SHORT("int32", Wire.VARINT, short.class, Short.class),
  CHAR("int32", Wire.VARINT, char.class, Character.class),
  INT("int32", Wire.VARINT, int.class, Integer.class),
  LONG("int64", Wire.VARINT, long.class, Long.class),
  BOOL("bool", Wire.VARINT, boolean.class, Boolean.class),
  FLOAT("float", Wire.FIXED32, float.class, Float.class),
  DOUBLE("double", Wire.FIXED64, double.class, Double.class),
  STRING("string", Wire.LENGTH, null, String.class),
  BYTES("bytes", Wire.LENGTH, null, byte[].class);

  private static final Map<Class<?>, ScalarKind> BY_TYPE = new HashMap<>();

  static {
    for (ScalarKind kind : values()) {
      BY_TYPE.put(kind.type, kind);
      if (kind.primitive != null) {
        BY_TYPE.put(kind.primitive, kind);
      }
    }
  }

  private final String protoName;
  private final int wireType;
  private final @Nullable Class<?> primitive;
  private final Class<?> type;

  ScalarKind(String protoName, int wireType, @Nullable Class<?> primitive, Class<?> type) {
    this.protoName = protoName;
    this.wireType = wireType;
    this.primitive = primitive;
    this.type = type;
  }

  static @Nullable ScalarKind of(Class<?> type) {
    return BY_TYPE.get(type);
  }

  /** As {@code .proto} files name it. */
  String protoName() {
    return protoName;
  }

  int wireType() {
    return wireType;
  }

  /** Boxed, where it is a number. */
  Class<?> type() {
    return type;
  }

  /** Numbers stand side by side in one field; strings and bytes never do. */
  boolean packable() {
    return wireType != Wire.LENGTH;
  }

  /** Of these Protobuf makes keys of maps. */
  boolean canBeKey() {
    return this != FLOAT && this != DOUBLE && this != BYTES;
  }

  /** What an absent value means where nothing can be absent. */
  Object zero() {
    return switch (this) {
      case BYTE -> (byte) 0;
      case SHORT -> (short) 0;
      case CHAR -> (char) 0;
      case INT -> 0;
      case LONG -> 0L;
      case BOOL -> false;
      case FLOAT -> 0f;
      case DOUBLE -> 0d;
      case STRING -> "";
      case BYTES -> new byte[0];
    };
  }
}
