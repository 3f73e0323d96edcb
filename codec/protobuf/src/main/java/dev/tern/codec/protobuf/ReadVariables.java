package dev.tern.codec.protobuf;

import static java.lang.invoke.MethodType.methodType;

import dev.tern.api.codec.MemberAccess;
import dev.tern.api.contract.MessageType;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.stream.IntStream;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The variables that hold the fields of a message while it is read: how each is filled, kept in an instance, and made
 * part of the value.
 */
final class ReadVariables {
  /** Variables below are those of the methods themselves. */
  private static final int FIRST = 6;

  private final MessageParts parts;
  private final List<FieldModel> fields;
  private final Step[] steps;
  private final Type[] types;
  private final int[] variables;

  ReadVariables(Assembly assembly, MessageParts parts) {
    this.parts = parts;
    this.fields = parts.model().fields();
    this.steps = fields.stream().map(field -> Step.of(field.shape())).toArray(Step[]::new);
    this.types = new Type[steps.length];
    this.variables = new int[steps.length];
    int next = FIRST;
    for (int i = 0; i < steps.length; i++) {
      types[i] = Type.getType(steps[i].type());
      variables[i] = next;
      next += types[i].getSize();
      assembly.field(name(i), types[i].getDescriptor());
    }
  }

  private static String name(int field) {
    return "f" + field;
  }

  /** Wire types that a field is read from, the likeliest first. */
  int[] wireTypes(int field) {
    FieldReader reader = parts.reader().reader(field);
    int likely = SlotReader.mostLikelyWireType(reader);
    return IntStream.concat(IntStream.of(likely),
        IntStream.rangeClosed(0, Wire.FIXED32).filter(type -> type != likely && reader.accepts(type))).toArray();
  }

  /** Whether a sender writes the field once for each value. */
  boolean mayRepeat(int field) {
    return steps[field] == Step.STRINGS || steps[field] == Step.MESSAGES || steps[field] == Step.OTHER;
  }

  /** Fills all with what absence means. */
  void start(Code code) {
    for (int i = 0; i < steps.length; i++) {
      Object initial = steps[i] == Step.OTHER ? parts.reader().reader(i).initial() : null;
      if (initial != null) {
        code.constant(Object.class, initial);
      } else {
        code.visit().visitInsn(zero(types[i]));
      }
      code.store(types[i], variables[i]);
    }
  }

  private static int zero(Type type) {
    return switch (type.getSort()) {
      case Type.LONG -> Opcodes.LCONST_0;
      case Type.FLOAT -> Opcodes.FCONST_0;
      case Type.DOUBLE -> Opcodes.DCONST_0;
      case Type.OBJECT, Type.ARRAY -> Opcodes.ACONST_NULL;
      default -> Opcodes.ICONST_0;
    };
  }

  void load(Code code, int instance) {
    for (int i = 0; i < steps.length; i++) {
      code.load(instance);
      code.getField(name(i), types[i]);
      code.store(types[i], variables[i]);
    }
  }

  void store(Code code, int instance) {
    for (int i = 0; i < steps.length; i++) {
      code.load(instance);
      code.load(types[i], variables[i]);
      code.putField(name(i), types[i]);
    }
  }

  /** Reads a field once. */
  void read(Code code, int field, int wireType) {
    switch (steps[field]) {
      case INT -> number(code, Opcodes.L2I);
      case LONG -> number(code, Opcodes.NOP);
      case BOOL -> plain(code, Reads.class, "bool", ProtoReader.class);
      case FLOAT -> plain(code, ProtoReader.class, "float32");
      case DOUBLE -> plain(code, ProtoReader.class, "float64");
      case STRING -> plain(code, ProtoReader.class, "string");
      case BYTES -> plain(code, ProtoReader.class, "bytes");
      case BYTE -> plain(code, Reads.class, "int8", ProtoReader.class);
      case SHORT -> plain(code, Reads.class, "int16", ProtoReader.class);
      case CHAR -> plain(code, Reads.class, "uint16", ProtoReader.class);
      case MESSAGE -> nested(code, field, "message", Object.class);
      case MESSAGES -> nested(code, field, "addMessage", List.class);
      case STRINGS -> list(code, field, "addString");
      case INTS -> list(code, field, wireType == Wire.LENGTH ? "packedInt32" : "addInt32");
      case LONGS -> list(code, field, wireType == Wire.LENGTH ? "packedInt64" : "addInt64");
      case OTHER -> {
        code.constant(FieldReader.class, parts.reader().reader(field));
        code.load(ReadCode.IN);
        code.number(wireType);
        code.load(variables[field]);
        code.call(FieldReader.class, "read", ProtoReader.class, int.class, Object.class);
      }
    }
    code.store(types[field], variables[field]);
  }

  private static void number(Code code, int narrowing) {
    plain(code, ProtoReader.class, "varint");
    code.visit().visitInsn(narrowing);
  }

  private static void plain(Code code, Class<?> owner, String method, Class<?>... parameters) {
    code.load(ReadCode.IN);
    code.call(owner, method, parameters);
  }

  private void nested(Code code, int field, String method, Class<?> pending) {
    code.load(ReadCode.IN);
    code.constant(MessageMapping.class, parts.mapping(fields.get(field)));
    code.load(variables[field]);
    code.call(Reads.class, method, ProtoReader.class, MessageMapping.class, pending);
  }

  private void list(Code code, int field, String method) {
    code.load(ReadCode.IN);
    code.load(variables[field]);
    code.call(Reads.class, method, ProtoReader.class, List.class);
  }

  /** Makes the value and returns it. Runs the user's constructor. */
  void value(Code code) {
    Label from = new Label();
    Label to = new Label();
    Label failed = new Label();
    code.visit().visitTryCatchBlock(from, to, failed, Type.getInternalName(Throwable.class));
    code.visit().visitLabel(from);
    for (int i = 0; i < steps.length; i++) {
      finish(code, i);
    }
    if (parts.model().type().kind() == MessageType.Kind.RECORD) {
      record(code);
    } else {
      bean(code);
    }
    code.visit().visitInsn(Opcodes.ARETURN);
    code.visit().visitLabel(to);
    code.visit().visitLabel(failed);
    code.visit().visitLdcInsn(parts.model().name());
    code.call(CompiledMessage.class, "refused", Throwable.class, String.class);
    code.visit().visitInsn(Opcodes.ATHROW);
  }

  private void finish(Code code, int field) {
    FieldReader reader = parts.reader().reader(field);
    if (steps[field].isList()) {
      code.load(variables[field]);
      code.call(Reads.class, "list", List.class);
    } else if (steps[field] == Step.MESSAGE) {
      code.constant(MessageMapping.class, parts.mapping(fields.get(field)));
      code.load(variables[field]);
      code.call(Reads.class, "finish", MessageMapping.class, Object.class);
    } else if (steps[field] == Step.OTHER && reader.finishes()) {
      code.constant(FieldReader.class, reader);
      code.load(variables[field]);
      code.call(FieldReader.class, "finish", Object.class);
    } else {
      return;
    }
    code.store(types[field], variables[field]);
  }

  private void record(Code code) {
    Class<?>[] parameters = new Class<?>[steps.length];
    for (int i = 0; i < steps.length; i++) {
      parameters[fields.get(i).slot()] = steps[i].type();
    }
    MethodHandle constructor = MemberAccess.constructor(parts.model().type())
        .asType(methodType(Object.class, parameters));
    code.constant(MethodHandle.class, constructor);
    for (int slot = 0; slot < steps.length; slot++) {
      int field = fieldOf(slot);
      code.load(types[field], variables[field]);
    }
    code.invokeExact(constructor.type());
  }

  private int fieldOf(int slot) {
    return IntStream.range(0, steps.length).filter(i -> fields.get(i).slot() == slot).findFirst().orElseThrow();
  }

  private void bean(Code code) {
    MethodHandle constructor = MemberAccess.constructor(parts.model().type()).asType(methodType(Object.class));
    code.constant(MethodHandle.class, constructor);
    code.invokeExact(constructor.type());
    code.store(Type.getType(Object.class), ReadCode.SCRATCH);
    for (int i = 0; i < steps.length; i++) {
      MethodHandle setter = MemberAccess.setter(parts.model().type(), fields.get(i).slot())
          .asType(methodType(void.class, Object.class, steps[i].type()));
      code.constant(MethodHandle.class, setter);
      code.load(ReadCode.SCRATCH);
      code.load(types[i], variables[i]);
      code.invokeExact(setter.type());
    }
    code.load(ReadCode.SCRATCH);
  }
}
