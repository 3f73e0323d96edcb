package dev.tern.codec.json;

import dev.tern.api.spi.DecodeException;
import java.util.Map;
import java.util.regex.Pattern;

/** The key of a map as the name of a member. */
interface MapKey {
  /** Writes it as a string. */
  void write(JsonWriter out, Object key);

  /** The key that a name says, in the one spelling that it is written in, so that none is sent twice unnoticed. */
  Object read(String name) throws DecodeException;

  /** The form of a key class, one of {@link dev.tern.api.contract.Scalars#isMapKey}. */
  static MapKey of(Class<?> type) {
    if (type.isEnum()) {
      return new Constant(new EnumCodec(type));
    }
    if (type == String.class) {
      return new Text();
    }
    return type == Boolean.class ? new Truth() : Whole.KEYS.get(type);
  }

  /** A string. */
  record Text() implements MapKey {
    @Override
    public void write(JsonWriter out, Object key) {
      out.string((String) key);
    }

    @Override
    public Object read(String name) {
      return name;
    }
  }

  /** An enum constant. */
  record Constant(EnumCodec codec) implements MapKey {
    @Override
    public void write(JsonWriter out, Object key) {
      codec.write(out, key);
    }

    @Override
    public Object read(String name) throws DecodeException {
      Object constant = codec.named(name);
      if (constant == null) {
        throw new DecodeException(codec.unknown());
      }
      return constant;
    }
  }

  /** {@code "true"} or {@code "false"}. */
  record Truth() implements MapKey {
    @Override
    public void write(JsonWriter out, Object key) {
      out.quotedAscii(((Boolean) key).toString());
    }

    @Override
    public Object read(String name) throws DecodeException {
      return switch (name) {
        case "true" -> true;
        case "false" -> false;
        default -> throw new DecodeException("a key that is neither true nor false");
      };
    }
  }

  /** A whole number. */
  record Whole(Class<? extends Number> type, Parsing parsing) implements MapKey {
    private static final Map<Class<?>, MapKey> KEYS = Map.of(Byte.class, new Whole(Byte.class, Byte::valueOf),
        Short.class, new Whole(Short.class, Short::valueOf), Integer.class, new Whole(Integer.class, Integer::valueOf),
        Long.class, new Whole(Long.class, Long::valueOf));
    private static final Pattern SPELLING = Pattern.compile("0|-?[1-9][0-9]{0,18}");

    /** {@code valueOf} of a box. */
    interface Parsing {
      Number parse(String text);
    }

    @Override
    public void write(JsonWriter out, Object key) {
      out.quotedAscii(type.cast(key).toString());
    }

    @Override
    public Object read(String name) throws DecodeException {
      if (SPELLING.matcher(name).matches()) {
        try {
          return parsing.parse(name);
        } catch (NumberFormatException e) { // its text quotes the key
          throw new DecodeException("a key that does not fit " + type.getSimpleName());
        }
      }
      throw new DecodeException("a key that is no whole number");
    }
  }
}
