package dev.tern.codec.hessian;

import dev.tern.api.codec.EnumConstants;
import dev.tern.api.spi.DecodeException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An enum: an object with the name of the constant. Read is also the name alone. A name that is unknown here is the
 * constant made for that, else null, which no collection takes.
 */
final class EnumObject extends ObjectType {
  private static final List<String> FIELDS = List.of("name");

  private final EnumConstants constants;

  EnumObject(Class<?> type) {
    super(type, Definition.of(type.getName(), FIELDS), Set.of());
    constants = EnumConstants.of(type);
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
  @Nullable Object read(HessianReader in, int tag) throws DecodeException {
    return Tags.isText(tag) ? constant(in.text(tag)) : super.read(in, tag);
  }

  @Override
  @Nullable Object make(@Nullable Object early, @Nullable Object[] members) throws DecodeException {
    if (members[0] == null) {
      throw new DecodeException("object without its name");
    }
    return constant((String) members[0]);
  }

  private @Nullable Object constant(String name) {
    return constants.byName(name);
  }
}
