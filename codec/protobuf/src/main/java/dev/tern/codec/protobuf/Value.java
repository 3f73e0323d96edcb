package dev.tern.codec.protobuf;

import dev.tern.api.codec.TextForm;

/** One value as the wire sees it: a field's, an element's, a key's. Never null: absence is the field's matter. */
sealed interface Value {
  /** A number, truth value, string or bytes. */
  record Scalar(ScalarKind kind) implements Value {}

  /** A JDK value that travels as a string. */
  record Text(TextForm form) implements Value {}

  /** By position in the declaration, from 0. */
  record Enumeration(Class<?> type) implements Value {}

  /** An enum as the key of a map, where Protobuf allows no enum: its name. */
  record EnumName(Class<?> type) implements Value {}

  /** A record or bean. */
  record Message(MessageModel model) implements Value {}

  /** One of the records and beans that may stand for a type: a message with a {@code oneof} around it. */
  record Oneof(OneofModel model) implements Value {}

  /** A generated Protobuf message. */
  record Generated(GeneratedType type) implements Value {}

  /** {@code google.protobuf.Timestamp} for an {@link java.time.Instant}. */
  record Timestamp() implements Value {}

  /** {@code google.protobuf.Duration} for a {@link java.time.Duration}. */
  record Span() implements Value {}

  /**
   * A collection, map or optional where Protobuf allows none (inside another one): a message with it as its field 1.
   */
  record Box(Shape content) implements Value {
    static final int NUMBER = 1;
  }

  /** Wire type of one value, unpacked. */
  default int wireType() {
    if (this instanceof Scalar scalar) {
      return scalar.kind().wireType();
    }
    return this instanceof Enumeration ? Wire.VARINT : Wire.LENGTH;
  }

  /** True if lists of it are packed. */
  default boolean packable() {
    return wireType() != Wire.LENGTH;
  }
}
