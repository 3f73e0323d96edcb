package dev.tern.codec.hessian;

import dev.tern.api.codec.Limits;
import dev.tern.api.spi.DecodeException;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code int[]} and its kin, without a box per element. Bytes and chars travel as one value. */
final class ArrayOfPrimitives extends ValueType {
  private static final Map<Class<?>, ArrayOfPrimitives> ALL = Map.of(
      boolean[].class, new ArrayOfPrimitives(boolean.class, "[boolean"),
      short[].class, new ArrayOfPrimitives(short.class, "[short"),
      int[].class, new ArrayOfPrimitives(int.class, "[int"),
      long[].class, new ArrayOfPrimitives(long.class, "[long"),
      float[].class, new ArrayOfPrimitives(float.class, "[float"),
      double[].class, new ArrayOfPrimitives(double.class, "[double"));

  private static final int WEIGHT = 16;

  private final Class<?> element;
  private final String name;

  private ArrayOfPrimitives(Class<?> element, String name) {
    this.element = element;
    this.name = name;
  }

  /** The type of an array class, or null if it has none here. */
  static @Nullable ArrayOfPrimitives of(Class<?> type) {
    return ALL.get(type);
  }

  @Override
  boolean isNumbered() {
    return true;
  }

  @Override
  void put(HessianWriter out, @Nullable Object value) {
    write(out, value == null ? Array.newInstance(element, 0) : value);
  }

  @Override
  void write(HessianWriter out, Object value) {
    int length = Array.getLength(value);
    int index = out.begin(this, length == 0 ? null : value, 0);
    if (index < 0) {
      return;
    }
    out.list(name, length);
    if (value instanceof int[] array) {
      for (int element : array) {
        out.int32(element);
      }
    } else if (value instanceof long[] array) {
      for (long element : array) {
        out.int64(element);
      }
    } else if (value instanceof double[] array) {
      for (double element : array) {
        out.float64(element);
      }
    } else if (value instanceof float[] array) {
      for (float element : array) {
        out.float32(element);
      }
    } else if (value instanceof short[] array) {
      for (short element : array) {
        out.int32(element);
      }
    } else {
      for (boolean element : (boolean[]) value) {
        out.bool(element);
      }
    }
    out.end(index, value, 0);
  }

  /** Elements have no reference among them, so that they need no weight beyond the bytes that they take. */
  @Override
  Object read(HessianReader in, int tag) throws DecodeException {
    if (!Tags.isList(tag)) {
      throw in.unexpected(tag, "a list of " + element);
    }
    TypeNames.check(in, tag, name);
    int length = in.length(tag);
    int index = in.begin(this, null, 0, WEIGHT);
    Object array = Array.newInstance(element, Math.max(length, 0));
    int count = 0;
    for (; length < 0 ? !in.ends() : count < length; count++) {
      if (count == Array.getLength(array)) {
        array = resized(array, Math.min(Math.max(Limits.PREALLOCATED / 64, 2 * count), count + in.remaining()));
      }
      readElement(in, in.tag(PlainTypes.INT), array, count);
    }
    Object whole = count == Array.getLength(array) ? array : resized(array, count);
    in.end(index, whole, 0);
    return whole;
  }

  private static Object resized(Object array, int length) {
    Object resized = Array.newInstance(array.getClass().getComponentType(), length);
    System.arraycopy(array, 0, resized, 0, Math.min(length, Array.getLength(array)));
    return resized;
  }

  private static void readElement(HessianReader in, int tag, Object array, int at) throws DecodeException {
    if (array instanceof int[] ints) {
      ints[at] = in.whole(tag, Integer.MIN_VALUE, Integer.MAX_VALUE, "an int");
    } else if (array instanceof long[] longs) {
      longs[at] = in.whole(tag);
    } else if (array instanceof double[] doubles) {
      doubles[at] = in.number(tag);
    } else if (array instanceof float[] floats) {
      floats[at] = PlainTypes.readFloat(in, tag);
    } else if (array instanceof short[] shorts) {
      shorts[at] = (short) in.whole(tag, Short.MIN_VALUE, Short.MAX_VALUE, "a short");
    } else {
      ((boolean[]) array)[at] = PlainTypes.readBool(in, tag);
    }
  }

  @Override
  Object absent(HessianReader in) throws DecodeException {
    in.weigh(WEIGHT);
    return Array.newInstance(element, 0);
  }

  @Override
  @Nullable Object adopt(HessianReader in, Object value) throws DecodeException {
    return ListType.isEmpty(value) ? absent(in) : null;
  }
}
