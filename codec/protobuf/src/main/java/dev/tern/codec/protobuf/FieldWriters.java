package dev.tern.codec.protobuf;

import static java.lang.invoke.MethodType.methodType;

import dev.tern.api.UnknownFields;
import dev.tern.api.codec.TextForm;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Composes the one handle that writes all fields of a message. The compiler sees through it as through straight code:
 * nothing is looked up, and no number is boxed on its way from the field to the wire.
 */
final class FieldWriters {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private final Function<MessageModel, MessageMapping> mappings;

  /** @param mappings gives the writer of a nested message; it may not be composed yet */
  FieldWriters(Function<MessageModel, MessageMapping> mappings) {
    this.mappings = mappings;
  }

  /**
   * The handle {@code (ProtoWriter, T)void}.
   *
   * @param fields in ascending order of their numbers; at least one
   * @param getter the handle {@code (T)X} that gets a field's value
   */
  MethodHandle all(List<FieldModel> fields, Function<FieldModel, MethodHandle> getter) {
    List<MethodHandle> steps = new ArrayList<>();
    for (int i = fields.size() - 1; i >= 0; i--) { // backwards, as the writer works
      MethodHandle get = getter.apply(fields.get(i));
      MethodHandle put = field(fields.get(i));
      put = put.asType(put.type().changeParameterType(1, get.type().returnType()));
      steps.add(MethodHandles.filterArguments(put, 1, get));
    }
    return sequence(steps);
  }

  /** As {@link #all} for a message without fields. */
  MethodHandle nothing(Class<?> owner) {
    return MethodHandles.empty(methodType(void.class, ProtoWriter.class, owner));
  }

  /**
   * As the writer given, which writes all fields, with those unknown behind them.
   *
   * @param getter {@code (T)UnknownFields}
   */
  MethodHandle keeping(MethodHandle writer, MethodHandle getter) {
    return MethodHandles.foldArguments(writer,
        MethodHandles.filterArguments(put("unknown", ProtoWriter.class, UnknownFields.class), 1, getter));
  }

  /** As a balanced tree, so that even hundreds of fields make a shallow stack. */
  private static MethodHandle sequence(List<MethodHandle> steps) {
    if (steps.size() == 1) {
      return steps.get(0);
    }
    int half = steps.size() / 2;
    return MethodHandles.foldArguments(sequence(steps.subList(half, steps.size())),
        sequence(steps.subList(0, half)));
  }

  /** Writes one field: {@code (ProtoWriter, X)void} for the X that its shape stands for. */
  MethodHandle field(FieldModel field) {
    int number = field.number();
    Shape shape = field.shape();
    if (shape instanceof Shape.Plain plain) {
      return plain(plain.kind(), number);
    }
    if (shape instanceof Shape.Single single) {
      return single(single, number);
    }
    if (shape instanceof Shape.Repeated repeated) {
      return repeated(repeated, number);
    }
    Shape.Mapped mapped = (Shape.Mapped) shape;
    return bind(put("map", MethodHandle.class, MethodHandle.class, int.class, ProtoWriter.class, Map.class),
        value(mapped.key(), Shape.Mapped.KEY), value(mapped.value(), Shape.Mapped.VALUE),
        Wire.tag(number, Wire.LENGTH));
  }

  private static MethodHandle plain(ScalarKind kind, int number) {
    Class<?> type = switch (kind) {
      case LONG -> long.class;
      case BOOL -> boolean.class;
      case FLOAT -> float.class;
      case DOUBLE -> double.class;
      default -> int.class;
    };
    return bind(put("plain", int.class, ProtoWriter.class, type), Wire.tag(number, kind.wireType()));
  }

  private MethodHandle single(Shape.Single single, int number) {
    MethodHandle value = value(single.value(), number);
    if (single.absence() == Shape.Absence.REFUSED) {
      return MethodHandles.filterArguments(value, 1, required(number));
    }
    MethodHandle present;
    if (single.value() instanceof Value.Scalar scalar && !scalar.kind().packable()) {
      present = value; // strings and bytes: the writer itself passes over null
    } else {
      present = bind(put("present", MethodHandle.class, ProtoWriter.class, Object.class), value);
    }
    return switch (single.absence()) {
      case OPTIONAL -> MethodHandles.filterArguments(present, 1, orNull(Optional.class));
      case OPTIONAL_INT -> MethodHandles.filterArguments(present, 1, orNull(OptionalInt.class));
      case OPTIONAL_LONG -> MethodHandles.filterArguments(present, 1, orNull(OptionalLong.class));
      case OPTIONAL_DOUBLE -> MethodHandles.filterArguments(present, 1, orNull(OptionalDouble.class));
      default -> present;
    };
  }

  /** Passes a value on, and refuses null: {@code (Object)Object}. */
  static MethodHandle required(int number) {
    return bind(find(Puts.class, "required", methodType(Object.class, int.class, Object.class)), number);
  }

  private static MethodHandle orNull(Class<?> optional) {
    return find(Puts.class, "orNull", methodType(Object.class, optional));
  }

  private MethodHandle repeated(Shape.Repeated repeated, int number) {
    Value value = repeated.element();
    Class<?> container = repeated.container().type();
    int tag = Wire.tag(number, Wire.LENGTH);
    if (container == int[].class || container == long[].class || container == float[].class
        || container == double[].class) {
      return bind(put("packed", int.class, ProtoWriter.class, container), tag);
    }
    MethodHandle all = value.packable()
        ? bind(put("packed", MethodHandle.class, int.class, ProtoWriter.class, Collection.class), element(value), tag)
        : bind(put("each", MethodHandle.class, int.class, ProtoWriter.class, Collection.class),
            value(value, number), number);
    if (!container.isArray()) {
      return all;
    }
    Class<?> array = container.getComponentType().isPrimitive() ? container : Object[].class;
    return MethodHandles.filterArguments(all, 1,
        find(Puts.class, "asList", methodType(Collection.class, array)));
  }

  /** Writes a number without its tag: {@code (ProtoWriter, Object)void}. */
  private static MethodHandle element(Value value) {
    return value instanceof Value.Scalar scalar
        ? boxed(scalar.kind(), methodType(void.class, primitive(scalar.kind())))
        : put("enumElement", ProtoWriter.class, Object.class);
  }

  /** Writes a value that is there, even zero, with its tag: {@code (ProtoWriter, Object)void}. */
  private MethodHandle value(Value value, int number) {
    int tag = Wire.tag(number, value.wireType());
    if (value instanceof Value.Scalar scalar) {
      return boxed(scalar.kind(), methodType(void.class, int.class, primitive(scalar.kind())), tag);
    }
    if (value instanceof Value.Text text) {
      return bind(put("text", TextForm.class, int.class, ProtoWriter.class, Object.class), text.form(), tag);
    }
    if (value instanceof Value.Message message) {
      return bind(put("message", MessageMapping.class, int.class, ProtoWriter.class, Object.class),
          mappings.apply(message.model()), tag);
    }
    if (value instanceof Value.Oneof oneof) {
      return bind(put("oneof", OneofMapping.class, int.class, ProtoWriter.class, Object.class),
          new OneofMapping(oneof.model(), mappings), tag);
    }
    if (value instanceof Value.Generated generated) {
      return bind(put("generated", GeneratedType.class, int.class, ProtoWriter.class, Object.class),
          generated.type(), tag);
    }
    if (value instanceof Value.Box box) {
      MethodHandle content = field(new FieldModel("", Value.Box.NUMBER, 0, box.content()));
      return bind(put("box", MethodHandle.class, int.class, ProtoWriter.class, Object.class),
          content.asType(methodType(void.class, ProtoWriter.class, Object.class)), tag);
    }
    String step = value instanceof Value.Enumeration ? "enumeration"
        : value instanceof Value.EnumName ? "enumName"
        : value instanceof Value.Timestamp ? "timestamp" : "span";
    return bind(put(step, int.class, ProtoWriter.class, Object.class), tag);
  }

  private static Class<?> primitive(ScalarKind kind) {
    return switch (kind) {
      case BYTE, SHORT, CHAR, INT -> int.class;
      case LONG -> long.class;
      case BOOL -> boolean.class;
      case FLOAT -> float.class;
      case DOUBLE -> double.class;
      case STRING -> String.class;
      case BYTES -> byte[].class;
    };
  }

  /** A method of the writer for values in their boxes: {@code (ProtoWriter, Object)void}. */
  private static MethodHandle boxed(ScalarKind kind, MethodType type, Object... tag) {
    String name = switch (kind) {
      case BYTE, SHORT, CHAR, INT -> "int32";
      case LONG -> "int64";
      case BOOL -> "bool";
      case FLOAT -> "float32";
      case DOUBLE -> "float64";
      case STRING -> "string";
      case BYTES -> "bytes";
    };
    try {
      MethodHandle put = MethodHandles.insertArguments(LOOKUP.findVirtual(ProtoWriter.class, name, type), 1, tag);
      return put.asType(methodType(void.class, ProtoWriter.class, kind.type()))
          .asType(methodType(void.class, ProtoWriter.class, Object.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MethodHandle put(String name, Class<?>... parameters) {
    return find(Puts.class, name, methodType(void.class, parameters));
  }

  private static MethodHandle find(Class<?> type, String name, MethodType signature) {
    try {
      return LOOKUP.findStatic(type, name, signature);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MethodHandle bind(MethodHandle step, Object... leading) {
    return MethodHandles.insertArguments(step, 0, leading);
  }
}
