package dev.tern.codec.json;

import dev.tern.api.spi.DecodeException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code Optional} and its kin: the value itself, or nothing at all. */
final class OptionalCodec extends ValueCodec {
  private static final Map<Class<?>, Kind> KINDS = Map.of(
      Optional.class, new Kind(Optional.class, value -> ((Optional<?>) value).orElse(null),
          Optional::of, Optional.empty()),
      OptionalInt.class, new Kind(Integer.class, value -> {
        OptionalInt optional = (OptionalInt) value;
        return optional.isPresent() ? optional.getAsInt() : null;
      }, value -> OptionalInt.of((int) value), OptionalInt.empty()),
      OptionalLong.class, new Kind(Long.class, value -> {
        OptionalLong optional = (OptionalLong) value;
        return optional.isPresent() ? optional.getAsLong() : null;
      }, value -> OptionalLong.of((long) value), OptionalLong.empty()),
      OptionalDouble.class, new Kind(Double.class, value -> {
        OptionalDouble optional = (OptionalDouble) value;
        return optional.isPresent() ? optional.getAsDouble() : null;
      }, value -> OptionalDouble.of((double) value), OptionalDouble.empty()));

  private final Kind kind;
  private final ValueCodec content;

  private OptionalCodec(Kind kind, ValueCodec content) {
    this.kind = kind;
    this.content = content;
  }

  /**
   * One of the four classes.
   *
   * @param content what it holds, where the class itself says so
   */
  private record Kind(Class<?> content, Function<Object, @Nullable Object> open, Function<Object, Object> close,
      Object empty) {}

  static boolean is(Class<?> type) {
    return KINDS.containsKey(type);
  }

  /** What {@code OptionalInt} and its kin hold. */
  static Class<?> contentOf(Class<?> type) {
    return KINDS.get(type).content();
  }

  static ValueCodec of(Class<?> type, ValueCodec content) {
    return new OptionalCodec(KINDS.get(type), content);
  }

  @Override
  @Nullable Object present(@Nullable Object value) {
    return value == null ? null : kind.open.apply(value);
  }

  /** @param value what was inside */
  @Override
  void write(JsonWriter out, Object value) {
    content.write(out, value);
  }

  @Override
  Object read(JsonReader in) throws IOException, DecodeException {
    Object value = content.read(in);
    return value == null ? kind.empty : kind.close.apply(value);
  }

  @Override
  Object absent() {
    return kind.empty;
  }
}
