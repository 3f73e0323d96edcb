package dev.tern.codec.protobuf;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.util.Collection;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * Assembles {@link CompiledMessage#write}: one step after the other, the last field first, as the writer works.
 * Members are got by handles, which as constants cost what a field access costs, and reach what is private.
 */
final class WriteCode {
  private static final int OUT = 1;
  private static final int VALUE = 2;

  private final MessageParts parts;
  private final Code code;

  WriteCode(Assembly assembly, MessageParts parts) {
    this.parts = parts;
    this.code = assembly.method("write", "(" + describe(ProtoWriter.class) + "Ljava/lang/Object;)V");
  }

  private static String describe(Class<?> type) {
    return type.descriptorString();
  }

  void assemble() {
    List<FieldModel> fields = parts.model().fields();
    for (int i = fields.size() - 1; i >= 0; i--) {
      field(fields.get(i), Step.of(fields.get(i).shape()));
    }
    if (fields.isEmpty()) { // where there is no member to get, the type is looked at nevertheless
      code.constant(Class.class, parts.model().type().raw());
      code.load(VALUE);
      code.call(Class.class, "cast", Object.class);
      code.visit().visitInsn(Opcodes.POP);
    }
    code.visit().visitInsn(Opcodes.RETURN);
    code.end();
  }

  private void field(FieldModel field, Step step) {
    switch (step) {
      case BYTE, SHORT, CHAR, INT -> plain(field, int.class);
      case LONG -> plain(field, long.class);
      case BOOL -> plain(field, boolean.class);
      case FLOAT -> plain(field, float.class);
      case DOUBLE -> plain(field, double.class);
      case STRING -> lengthDelimited(field, "string", String.class);
      case BYTES -> lengthDelimited(field, "bytes", byte[].class);
      case MESSAGE -> message(field);
      case MESSAGES -> {
        code.constant(MessageMapping.class, parts.mapping(field));
        list(field, "messages", MessageMapping.class, int.class, ProtoWriter.class, Collection.class);
      }
      case STRINGS -> list(field, "strings", int.class, ProtoWriter.class, Collection.class);
      case INTS -> list(field, "int32s", int.class, ProtoWriter.class, Collection.class);
      case LONGS -> list(field, "int64s", int.class, ProtoWriter.class, Collection.class);
      case OTHER -> other(field);
    }
  }

  private void plain(FieldModel field, Class<?> type) {
    Shape.Plain shape = (Shape.Plain) field.shape();
    code.number(Wire.tag(field.number(), shape.kind().wireType()));
    code.load(OUT);
    get(field, type);
    code.call(Puts.class, "plain", int.class, ProtoWriter.class, type);
  }

  private void lengthDelimited(FieldModel field, String method, Class<?> type) {
    code.load(OUT);
    code.number(Wire.tag(field.number(), Wire.LENGTH));
    get(field, type);
    code.call(ProtoWriter.class, method, int.class, type);
  }

  private void message(FieldModel field) {
    Label absent = new Label();
    Label done = new Label();
    get(field, Object.class);
    code.visit().visitInsn(Opcodes.DUP);
    code.visit().visitJumpInsn(Opcodes.IFNULL, absent);
    code.visit().visitVarInsn(Opcodes.ASTORE, VALUE + 1);
    code.constant(MessageMapping.class, parts.mapping(field));
    code.number(Wire.tag(field.number(), Wire.LENGTH));
    code.load(OUT);
    code.load(VALUE + 1);
    code.call(Puts.class, "message", MessageMapping.class, int.class, ProtoWriter.class, Object.class);
    code.visit().visitJumpInsn(Opcodes.GOTO, done);
    code.visit().visitLabel(absent);
    code.visit().visitInsn(Opcodes.POP);
    code.visit().visitLabel(done);
  }

  private void list(FieldModel field, String method, Class<?>... parameters) {
    code.number(Wire.tag(field.number(), Wire.LENGTH));
    code.load(OUT);
    get(field, Collection.class);
    code.call(ListPuts.class, method, parameters);
  }

  private void other(FieldModel field) {
    MethodHandle put = parts.writer().apply(field);
    code.constant(MethodHandle.class, put.asType(methodType(void.class, ProtoWriter.class, Object.class)));
    code.load(OUT);
    get(field, Object.class);
    code.invokeExact(methodType(void.class, ProtoWriter.class, Object.class));
  }

  private void get(FieldModel field, Class<?> type) {
    MethodHandle getter = parts.getter(field).asType(methodType(type, Object.class));
    code.constant(MethodHandle.class, getter);
    code.load(VALUE);
    code.invokeExact(getter.type());
  }
}
