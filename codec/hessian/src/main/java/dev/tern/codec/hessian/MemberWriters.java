package dev.tern.codec.hessian;

import static java.lang.invoke.MethodType.methodType;

import dev.tern.api.codec.MemberAccess;
import dev.tern.api.contract.Member;
import dev.tern.api.contract.MessageType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Composes one handle that writes all members of a type: no loop, no boxes, nothing looked up while it runs. */
final class MemberWriters {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private MemberWriters() {}

  /** {@code (HessianWriter, Object)void}. */
  static MethodHandle all(MessageType type, List<ValueType> memberTypes) {
    MethodHandle all = MethodHandles.empty(methodType(void.class, HessianWriter.class, type.raw()));
    for (int slot = memberTypes.size() - 1; slot >= 0; slot--) {
      Member member = type.members().get(slot);
      Named named = new Named(memberTypes.get(slot), member.name(), type.raw().getSimpleName());
      MethodHandle put = put(member.field().getType(), named);
      MethodHandle one = MethodHandles.filterArguments(put, 1,
          MemberAccess.getter(type, slot).asType(methodType(put.type().parameterType(1), type.raw())));
      all = MethodHandles.foldArguments(all, one); // runs it, then the rest
    }
    return all.asType(methodType(void.class, HessianWriter.class, Object.class));
  }

  private static MethodHandle put(Class<?> type, Named named) {
    try {
      if (!type.isPrimitive()) {
        return LOOKUP.bind(named, "put", methodType(void.class, HessianWriter.class, Object.class));
      }
      return switch (type.getName()) {
        case "boolean" -> writer("bool", boolean.class);
        case "char" -> writer("letter", char.class);
        case "long" -> writer("int64", long.class);
        case "float" -> writer("float32", float.class);
        case "double" -> writer("float64", double.class);
        default -> writer("int32", int.class);
      };
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MethodHandle writer(String name, Class<?> value) throws ReflectiveOperationException {
    return LOOKUP.findVirtual(HessianWriter.class, name, methodType(void.class, value));
  }

  /** A member that is no primitive: its refusals get its name. */
  private record Named(ValueType type, String name, String owner) {
    @SuppressWarnings("unused") // called through its handle
    void put(HessianWriter out, @Nullable Object value) {
      try {
        type.put(out, value);
      } catch (Refusal e) {
        throw e.in(name, owner);
      }
    }
  }
}
