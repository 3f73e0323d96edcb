package dev.tern.codec.json;

import com.fasterxml.jackson.core.JsonToken;
import dev.tern.api.codec.Container;
import dev.tern.api.spi.DecodeException;
import java.io.IOException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.RandomAccess;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lists, sets and arrays: JSON arrays. Null and left out mean empty. */
final class ContainerCodec extends ValueCodec {
  private static final int LIST_WEIGHT = 80;
  private static final int SET_WEIGHT = 340;

  private final Container container;
  private final ValueCodec element;
  private final boolean nested;

  /** @param nested true if it stands in another one, which makes it a level of nesting */
  ContainerCodec(Container container, ValueCodec element, boolean nested) {
    this.container = container;
    this.element = element;
    this.nested = nested;
  }

  @Override
  Object present(@Nullable Object value) {
    return value == null ? List.of() : value;
  }

  @Override
  void write(JsonWriter out, Object value) {
    if (nested) {
      out.descend();
    }
    out.beginArray();
    if (value instanceof List<?> list && value instanceof RandomAccess) {
      for (int i = 0, size = list.size(); i < size; i++) {
        write(out, list.get(i), i);
      }
    } else if (value instanceof Collection<?> collection) {
      int i = 0;
      for (Object each : collection) {
        write(out, each, i++);
      }
    } else if (value instanceof Object[] array) {
      for (int i = 0; i < array.length; i++) {
        write(out, array[i], i);
      }
    } else {
      writePrimitives(out, value);
    }
    out.endArray();
    if (nested) {
      out.ascend();
    }
  }

  private void write(JsonWriter out, @Nullable Object value, int index) {
    if (value == null) {
      throw Refusal.nullElement();
    }
    if (index > 0) {
      out.comma();
    }
    element.write(out, value);
  }

  /** The arrays that may be long are written as they are. */
  private void writePrimitives(JsonWriter out, Object array) {
    if (array instanceof int[] ints) {
      for (int i = 0; i < ints.length; i++) {
        out.comma();
        out.number(ints[i]);
      }
    } else if (array instanceof long[] longs) {
      for (int i = 0; i < longs.length; i++) {
        out.comma();
        out.number(longs[i]);
      }
    } else if (array instanceof double[] doubles) {
      for (int i = 0; i < doubles.length; i++) {
        out.comma();
        out.number(doubles[i]);
      }
    } else {
      for (int i = 0, length = Array.getLength(array); i < length; i++) {
        write(out, Array.get(array, i), i);
      }
    }
  }

  @Override
  Object read(JsonReader in) throws IOException, DecodeException {
    in.expect(JsonToken.START_ARRAY, "an array");
    if (nested) {
      in.descend();
    }
    Object value;
    if (container.type() == double[].class) {
      value = doubles(in);
    } else if (container.type() == int[].class) {
      value = ints(in);
    } else {
      List<Object> elements = new ArrayList<>();
      while (in.next() != JsonToken.END_ARRAY) {
        elements.add(element.element(in));
      }
      value = fill(elements);
    }
    if (nested) {
      in.ascend();
    }
    return value;
  }

  private double[] doubles(JsonReader in) throws IOException, DecodeException {
    double[] values = new double[16];
    int size = 0;
    while (in.next() != JsonToken.END_ARRAY) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = (double) element.element(in);
    }
    return Arrays.copyOf(values, size);
  }

  private int[] ints(JsonReader in) throws IOException, DecodeException {
    int[] values = new int[16];
    int size = 0;
    while (in.next() != JsonToken.END_ARRAY) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = (int) element.element(in);
    }
    return Arrays.copyOf(values, size);
  }

  private Object fill(List<Object> elements) throws DecodeException {
    try {
      return container.fill(elements);
    } catch (DecodeException | OutOfMemoryError | InternalError e) {
      throw e;
    } catch (Throwable e) { // equals and hashCode of a set's elements are the user's; their texts may quote values
      throw new DecodeException("a set refuses its elements: " + e.getClass().getSimpleName());
    }
  }

  @Override
  Object absent() throws DecodeException {
    return container.fill(new ArrayList<>(0));
  }

  @Override
  int weight() {
    return container.type() == Set.class ? SET_WEIGHT : LIST_WEIGHT;
  }
}
