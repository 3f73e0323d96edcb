package dev.tern.codec.protobuf;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The steps that compiled code calls to write the commonest lists. They write what {@link Puts#each} and {@link
 * Puts#packed} do with a handle for the element, which costs a call each wherever it is no constant.
 */
final class ListPuts {
  private ListPuts() {}

  static void messages(MessageMapping mapping, int tag, ProtoWriter out, @Nullable Collection<?> values)
      throws Throwable {
    List<?> list = indexed(values);
    for (int i = list.size() - 1; i >= 0; i--) {
      Puts.message(mapping, tag, out, present(list.get(i), tag));
    }
  }

  static void strings(int tag, ProtoWriter out, @Nullable Collection<?> values) {
    List<?> list = indexed(values);
    for (int i = list.size() - 1; i >= 0; i--) {
      out.string(tag, String.class.cast(present(list.get(i), tag)));
    }
  }

  static void int32s(int tag, ProtoWriter out, @Nullable Collection<?> values) {
    List<?> list = indexed(values);
    if (!list.isEmpty()) {
      int mark = out.size();
      for (int i = list.size() - 1; i >= 0; i--) {
        out.int32(Integer.class.cast(present(list.get(i), tag)));
      }
      out.endLength(tag, mark);
    }
  }

  static void int64s(int tag, ProtoWriter out, @Nullable Collection<?> values) {
    List<?> list = indexed(values);
    if (!list.isEmpty()) {
      int mark = out.size();
      for (int i = list.size() - 1; i >= 0; i--) {
        out.int64(Long.class.cast(present(list.get(i), tag)));
      }
      out.endLength(tag, mark);
    }
  }

  /** The writer works backwards, which only lists can that know their elements by index. */
  private static List<?> indexed(@Nullable Collection<?> values) {
    return values == null ? List.of()
        : values instanceof List<?> list && values instanceof RandomAccess ? list
        : Arrays.asList(values.toArray());
  }

  private static Object present(@Nullable Object value, int tag) {
    if (value == null) {
      throw Refusal.nullElement(Wire.number(tag));
    }
    return value;
  }
}
