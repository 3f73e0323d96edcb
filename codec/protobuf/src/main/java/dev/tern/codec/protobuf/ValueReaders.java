package dev.tern.codec.protobuf;

import com.google.protobuf.MessageLite;
import dev.tern.api.codec.EnumConstants;
import dev.tern.api.codec.TextForm;
import dev.tern.api.spi.DecodeException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Readers of each kind of {@link Value}. */
final class ValueReaders {
  private static final int MAX_NANOS = 999_999_999;

  private ValueReaders() {}

  /** Reads a scalar as it stands. */
  static Object scalar(ScalarKind kind, ProtoReader in) throws DecodeException {
    return switch (kind) {
      case INT -> (int) in.varint(); // the upper half of a negative int32 is its sign
      case LONG -> in.varint();
      case BOOL -> in.varint() != 0;
      case STRING -> in.string();
      case DOUBLE -> in.float64();
      case FLOAT -> in.float32();
      case BYTES -> in.bytes();
      case BYTE -> (byte) narrow(in, Byte.MIN_VALUE, Byte.MAX_VALUE, "byte");
      case SHORT -> (short) narrow(in, Short.MIN_VALUE, Short.MAX_VALUE, "short");
      case CHAR -> (char) narrow(in, Character.MIN_VALUE, Character.MAX_VALUE, "char");
    };
  }

  static int narrow(ProtoReader in, int min, int max, String type) throws DecodeException {
    int value = (int) in.varint();
    if (value < min || value > max) {
      throw new DecodeException("number does not fit a " + type);
    }
    return value;
  }

  /** A number, string or bytes. */
  static final class Scalar extends ValueReader {
    private final ScalarKind kind;

    Scalar(ScalarKind kind) {
      this.kind = kind;
    }

    @Override
    Object merge(ProtoReader in, @Nullable Object pending) throws DecodeException {
      return scalar(kind, in);
    }

    @Override
    Object absent() {
      return kind.zero();
    }

    @Override
    int smallest() {
      return kind == ScalarKind.DOUBLE ? Double.BYTES : kind == ScalarKind.FLOAT ? Float.BYTES : 1;
    }
  }

  /** A JDK value written as text. */
  static final class Text extends ValueReader {
    private final TextForm form;

    Text(TextForm form) {
      this.form = form;
    }

    @Override
    Object merge(ProtoReader in, @Nullable Object pending) throws DecodeException {
      return form.read(in.string());
    }

    @Override
    Object absent() throws DecodeException {
      return form.read("");
    }
  }

  /** An enum constant by its number. One of a newer version means nothing here, unless a constant stands for it. */
  static final class Enumeration extends ValueReader {
    private final EnumConstants constants;

    Enumeration(Class<?> type) {
      this.constants = EnumConstants.of(type);
    }

    @Override
    @Nullable Object merge(ProtoReader in, @Nullable Object pending) throws DecodeException {
      return constants.byNumber((int) in.varint());
    }

    @Override
    Object absent() throws DecodeException {
      Object zero = constants.byNumber(0);
      if (zero == null) {
        throw new DecodeException(unknown());
      }
      return zero;
    }

    @Override
    String unknown() {
      return "unknown number of enum " + constants.type().getSimpleName();
    }
  }

  /** An enum constant by its name, as the key of a map. */
  static final class EnumName extends ValueReader {
    private final EnumConstants constants;

    EnumName(Class<?> type) {
      this.constants = EnumConstants.of(type);
    }

    @Override
    @Nullable Object merge(ProtoReader in, @Nullable Object pending) throws DecodeException {
      return constants.byName(in.string());
    }

    @Override
    Object absent() throws DecodeException {
      Object unnamed = constants.byName("");
      if (unnamed == null) {
        throw new DecodeException(unknown());
      }
      return unnamed;
    }

    @Override
    String unknown() {
      return "unknown name in enum " + constants.type().getSimpleName();
    }
  }

  /** A record or bean; pending are the slots of its members. */
  static final class Message extends ValueReader {
    private final MessageMapping mapping;

    Message(MessageMapping mapping) {
      this.mapping = mapping;
    }

    @Override
    Object merge(ProtoReader in, @Nullable Object pending) throws DecodeException {
      int outer = in.enter();
      Object slots = mapping.merge(in, pending);
      in.leave(outer);
      return slots;
    }

    @Override
    boolean isPending() {
      return true;
    }

    @Override
    Object finish(Object pending) throws DecodeException {
      return mapping.finish(pending);
    }

    @Override
    Object whole(ProtoReader in) throws DecodeException {
      int outer = in.enter();
      Object value = mapping.read(in);
      in.leave(outer);
      return value;
    }

    @Override
    Object absent() throws DecodeException {
      return mapping.empty();
    }
  }

  /** One of several records and beans. */
  static final class Oneof extends ValueReader {
    private final OneofMapping mapping;

    Oneof(OneofMapping mapping) {
      this.mapping = mapping;
    }

    @Override
    Object merge(ProtoReader in, @Nullable Object pending) throws DecodeException {
      int outer = in.enter();
      Object merged = mapping.merge(in, pending);
      in.leave(outer);
      return merged;
    }

    @Override
    boolean isPending() {
      return true;
    }

    @Override
    @Nullable Object finish(Object pending) throws DecodeException {
      return mapping.finish(pending);
    }

    @Override
    Object absent() throws DecodeException {
      throw new DecodeException(unknown());
    }

    @Override
    String unknown() {
      return mapping.unknown();
    }
  }

  /** A generated message; pending is its builder. */
  static final class Generated extends ValueReader {
    private final GeneratedType type;

    Generated(GeneratedType type) {
      this.type = type;
    }

    @Override
    Object merge(ProtoReader in, @Nullable Object pending) throws DecodeException {
      in.node(type.weight());
      MessageLite.Builder builder = pending == null ? type.newBuilder() : (MessageLite.Builder) pending;
      int outer = in.enter();
      type.merge(builder, in);
      in.leave(outer);
      return builder;
    }

    @Override
    boolean isPending() {
      return true;
    }

    @Override
    Object finish(Object pending) throws DecodeException {
      return type.build((MessageLite.Builder) pending);
    }

    @Override
    Object absent() {
      return type.defaultInstance();
    }
  }

  /** The two well-known messages of seconds and nanoseconds. */
  abstract static class SecondsAndNanos extends ValueReader {
    @Override
    Object merge(ProtoReader in, @Nullable Object pending) throws DecodeException {
      long seconds = pending == null ? 0 : seconds(pending);
      int nanos = pending == null ? 0 : nanos(pending);
      int outer = in.enter();
      while (in.more()) {
        int tag = in.tag();
        if (tag == Wire.tag(1, Wire.VARINT)) {
          seconds = in.varint();
        } else if (tag == Wire.tag(2, Wire.VARINT)) {
          nanos = (int) in.varint();
        } else {
          in.skip(tag);
        }
      }
      in.leave(outer);
      try {
        return of(seconds, nanos);
      } catch (DateTimeException | ArithmeticException e) {
        throw new DecodeException("time out of range");
      }
    }

    abstract Object of(long seconds, int nanos) throws DecodeException;

    abstract long seconds(Object value);

    abstract int nanos(Object value);
  }

  /** {@code google.protobuf.Timestamp}. */
  static final class Timestamp extends SecondsAndNanos {
    @Override
    Object of(long seconds, int nanos) throws DecodeException {
      if (nanos < 0 || nanos > MAX_NANOS) {
        throw new DecodeException("nanoseconds out of range");
      }
      return Instant.ofEpochSecond(seconds, nanos);
    }

    @Override
    long seconds(Object value) {
      return ((Instant) value).getEpochSecond();
    }

    @Override
    int nanos(Object value) {
      return ((Instant) value).getNano();
    }

    @Override
    Object absent() {
      return Instant.EPOCH;
    }
  }

  /** {@code google.protobuf.Duration}. */
  static final class Span extends SecondsAndNanos {
    @Override
    Object of(long seconds, int nanos) throws DecodeException {
      if (nanos < -MAX_NANOS || nanos > MAX_NANOS) {
        throw new DecodeException("nanoseconds out of range");
      }
      return Duration.ofSeconds(seconds, nanos);
    }

    @Override
    long seconds(Object value) {
      return ((Duration) value).getSeconds();
    }

    @Override
    int nanos(Object value) {
      return ((Duration) value).getNano();
    }

    @Override
    Object absent() {
      return Duration.ZERO;
    }
  }

  /** A message around one field; pending is that field's slot. */
  static final class Box extends ValueReader {
    private static final int WEIGHT = 96;
    private static final String NAME = "list element";

    private final SlotReader content;
    private final int weight;

    Box(FieldReader content) {
      this.weight = WEIGHT + content.extraWeight();
      this.content = new SlotReader(NAME, new int[] {Value.Box.NUMBER}, new int[] {0}, new FieldReader[] {content});
    }

    @Override
    Object merge(ProtoReader in, @Nullable Object pending) throws DecodeException {
      in.node(weight);
      Object[] slots = pending == null ? content.start() : (Object[]) pending;
      int outer = in.enter();
      content.read(in, slots);
      in.leave(outer);
      return slots;
    }

    @Override
    boolean isPending() {
      return true;
    }

    @Override
    Object finish(Object pending) throws DecodeException {
      Object[] slots = (Object[]) pending;
      content.finish(slots);
      return slots[0];
    }

    @Override
    Object absent() throws DecodeException {
      return finish(content.start());
    }
  }
}
