package dev.tern.codec.hessian;

import dev.tern.api.spi.DecodeException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code Optional} and its kin: what they hold, or null. */
final class OptionalType extends ValueType {
  private final ValueType inner;
  private final Function<@Nullable Object, Object> wrap;
  private final Function<Object, @Nullable Object> unwrap;

  private OptionalType(ValueType inner, Function<@Nullable Object, Object> wrap,
      Function<Object, @Nullable Object> unwrap) {
    this.inner = inner;
    this.wrap = wrap;
    this.unwrap = unwrap;
  }

  static OptionalType of(ValueType inner) {
    return new OptionalType(inner, Optional::ofNullable, value -> ((Optional<?>) value).orElse(null));
  }

  static OptionalType ofInt() {
    return new OptionalType(PlainTypes.BOXED_INT,
        value -> value == null ? OptionalInt.empty() : OptionalInt.of((int) value),
        value -> ((OptionalInt) value).isPresent() ? (Object) ((OptionalInt) value).getAsInt() : null);
  }

  static OptionalType ofLong() {
    return new OptionalType(PlainTypes.BOXED_LONG,
        value -> value == null ? OptionalLong.empty() : OptionalLong.of((long) value),
        value -> ((OptionalLong) value).isPresent() ? (Object) ((OptionalLong) value).getAsLong() : null);
  }

  static OptionalType ofDouble() {
    return new OptionalType(PlainTypes.BOXED_DOUBLE,
        value -> value == null ? OptionalDouble.empty() : OptionalDouble.of((double) value),
        value -> ((OptionalDouble) value).isPresent() ? (Object) ((OptionalDouble) value).getAsDouble() : null);
  }

  @Override
  void write(HessianWriter out, Object value) {
    inner.put(out, unwrap.apply(value));
  }

  @Override
  Object read(HessianReader in) throws DecodeException {
    return wrap.apply(inner.read(in));
  }

  @Override
  Object read(HessianReader in, int tag) throws DecodeException {
    return wrap.apply(inner.read(in, tag));
  }

  @Override
  Object absent(HessianReader in) {
    return wrap.apply(null);
  }
}
