package dev.tern.codec.hessian;

import dev.tern.api.spi.DecodeException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A type that others stand for: the class named on the wire is one of a closed list, or refused. */
final class AnyOf extends ValueType {
  private final Class<?> declared;
  private List<ObjectType> subtypes = List.of();

  AnyOf(Class<?> declared) {
    this.declared = declared;
  }

  /** Done once, before use: subtypes may lead back here. */
  void complete(List<ObjectType> all) {
    subtypes = List.copyOf(all);
  }

  @Override
  boolean isNumbered() {
    return true;
  }

  @Override
  void write(HessianWriter out, Object value) {
    for (ObjectType subtype : subtypes) {
      if (subtype.raw() == value.getClass()) {
        subtype.write(out, value);
        return;
      }
    }
    throw new Refusal("a " + value.getClass().getSimpleName() + " where " + declared.getSimpleName() + " is declared",
        "Send one of " + subtypes.stream().map(ObjectType::simpleName).collect(Collectors.joining(", "))
            + ", or list it among them (permits, @Subtypes).");
  }

  @Override
  @Nullable Object read(HessianReader in, int tag) throws DecodeException {
    String name = name(in, tag);
    for (ObjectType subtype : subtypes) {
      if (name == null ? subtype.raw() == declared : subtype.isNamed(name)) {
        return tag == Tags.MAP_TYPED ? subtype.read(in, Tags.MAP) : subtype.read(in, tag);
      }
    }
    throw new DecodeException("object of a class that cannot stand for " + declared.getSimpleName());
  }

  /** Null for a map that names none: then the declared type itself, if it is not abstract. */
  private @Nullable String name(HessianReader in, int tag) throws DecodeException {
    if (Tags.isObject(tag)) {
      return in.peekDefinition(tag).name();
    }
    if (Tags.isMap(tag)) {
      return tag == Tags.MAP ? null : in.type();
    }
    throw in.unexpected(tag, "an object that can stand for " + declared.getSimpleName());
  }

  @Override
  boolean takes(ValueType other) {
    return this == other || other instanceof ObjectType object && subtypes.contains(object);
  }

  @Override
  @Nullable Definition match(HessianReader in) {
    for (ObjectType subtype : subtypes) {
      if (in.skipIf(subtype.definition())) {
        return subtype.definition();
      }
    }
    return null;
  }
}
