package dev.tern.codec.json;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Composes the one handle that writes all members of an object. The compiler sees through it as through straight code:
 * nothing is looked up, and no number is boxed on its way from the field to the wire.
 */
final class MemberWriters {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private MemberWriters() {}

  /**
   * The handle {@code (JsonWriter, Object)void}.
   *
   * @param getters the handles {@code (T)X} that get the members' values, in the order of the members
   */
  static MethodHandle all(Class<?> owner, List<Part> members, List<MethodHandle> getters) {
    List<MethodHandle> steps = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      MethodHandle get = getters.get(i);
      MethodHandle put = step(members.get(i), get.type().returnType());
      put = put.asType(put.type().changeParameterType(1, get.type().returnType()));
      steps.add(MethodHandles.filterArguments(put, 1, get));
    }
    MethodHandle all = steps.isEmpty() ? MethodHandles.empty(methodType(void.class, JsonWriter.class, owner))
        : sequence(steps);
    return all.asType(methodType(void.class, JsonWriter.class, Object.class));
  }

  /** As a balanced tree, so that even hundreds of members make a shallow stack. */
  private static MethodHandle sequence(List<MethodHandle> steps) {
    if (steps.size() == 1) {
      return steps.get(0);
    }
    int half = steps.size() / 2;
    return MethodHandles.foldArguments(sequence(steps.subList(half, steps.size())), sequence(steps.subList(0, half)));
  }

  private static MethodHandle step(Part member, Class<?> type) {
    if (type.isPrimitive() && type != char.class) {
      Class<?> wide = type == byte.class || type == short.class || type == int.class ? long.class : type;
      return MethodHandles.insertArguments(find(methodType(void.class, byte[].class, JsonWriter.class, wide)), 0,
          JsonWriter.quotedName(member.name()));
    }
    return MethodHandles.insertArguments(
        find(methodType(void.class, byte[].class, Part.class, JsonWriter.class, Object.class)), 0,
        JsonWriter.quotedName(member.name()), member);
  }

  private static MethodHandle find(MethodType signature) {
    try {
      return LOOKUP.findStatic(MemberWriters.class, "put", signature);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  static void put(byte[] name, JsonWriter out, long value) {
    out.name(name);
    out.number(value);
  }

  static void put(byte[] name, JsonWriter out, double value) {
    out.name(name);
    out.number(value);
  }

  static void put(byte[] name, JsonWriter out, float value) {
    out.name(name);
    out.number(value);
  }

  static void put(byte[] name, JsonWriter out, boolean value) {
    out.name(name);
    out.bool(value);
  }

  /** Leaves out what is not there. */
  static void put(byte[] name, Part member, JsonWriter out, @Nullable Object value) {
    try {
      Object present = member.codec().present(value);
      if (present != null) {
        out.name(name);
        member.codec().write(out, present);
      }
    } catch (Refusal e) {
      throw e.at(member.place());
    }
  }
}
