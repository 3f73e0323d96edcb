package dev.tern.codec.hessian;

import dev.tern.api.spi.DecodeException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An enum: an object with the name of the constant. Read is also the name alone. */
final class EnumObject extends ObjectType {
  private static final List<String> FIELDS = List.of("name");

  private final Map<String, Enum<?>> constants;

  EnumObject(Class<?> type) {
    super(type, Definition.of(type.getName(), FIELDS), Set.of());
    constants = Stream.of(type.getEnumConstants()).map(constant -> (Enum<?>) constant)
        .collect(Collectors.toUnmodifiableMap(Enum::name, Function.identity()));
    complete(List.of(new Member(FIELDS.get(0), PlainTypes.TEXT)));
  }

  @Override
  int levels() {
    return 0;
  }

  @Override
  void write(HessianWriter out, Object value) {
    raw().cast(value);
    super.write(out, value);
  }

  @Override
  void writeMembers(HessianWriter out, Object value) {
    out.text(((Enum<?>) value).name());
  }

  @Override
  Object read(HessianReader in, int tag) throws DecodeException {
    return Tags.isText(tag) ? constant(in.text(tag)) : super.read(in, tag);
  }

  @Override
  Object make(@Nullable Object early, @Nullable Object[] members) throws DecodeException {
    return constant((String) members[0]);
  }

  private Object constant(@Nullable String name) throws DecodeException {
    Object constant = name == null ? null : constants.get(name);
    if (constant == null) {
      throw new DecodeException("unknown constant of enum " + simpleName());
    }
    return constant;
  }
}
