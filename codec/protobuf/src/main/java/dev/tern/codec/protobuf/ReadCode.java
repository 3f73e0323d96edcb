package dev.tern.codec.protobuf;

import dev.tern.api.spi.DecodeException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Assembles {@link CompiledMessage#read}: one variable for each field, and a switch over the tags. Senders write
 * fields in the order of their numbers, so after each field the next one's tag is looked for first and the switch is
 * left out.
 */
final class ReadCode {
  private static final Type PENDING = Type.getType(CompiledMessage.class);
  private static final Type TAG = Type.INT_TYPE;
  static final int IN = 1;
  private static final int PENDING_ARGUMENT = 2;
  private static final int LAST_ARGUMENT = 3;
  private static final int TAG_VARIABLE = 4;
  static final int SCRATCH = 5;

  private final Assembly assembly;
  private final MessageParts parts;
  private final List<FieldModel> fields;
  private final ReadVariables variables;
  private final Code code;
  private final Map<Integer, Label> cases = new TreeMap<>();
  private final Label dispatch = new Label();
  private final Label atEnd = new Label();

  ReadCode(Assembly assembly, MessageParts parts, ReadVariables variables) {
    this.assembly = assembly;
    this.parts = parts;
    this.fields = parts.model().fields();
    this.variables = variables;
    this.code = assembly.method("read", Type.getMethodDescriptor(Type.getType(Object.class),
        Type.getType(ProtoReader.class), PENDING, Type.BOOLEAN_TYPE));
  }

  void assemble() {
    begin();
    Label from = new Label();
    Label to = new Label();
    Label failed = new Label();
    code.visit().visitTryCatchBlock(from, to, failed, Type.getInternalName(DecodeException.class));
    code.visit().visitLabel(from);
    nextTag();
    code.visit().visitLabel(dispatch);
    dispatch();
    for (int i = 0; i < fields.size(); i++) {
      likely(i);
    }
    for (int i = 0; i < fields.size(); i++) {
      unlikely(i);
    }
    code.visit().visitLabel(to);
    failed(failed);
    code.visit().visitLabel(atEnd);
    end();
    code.end();
  }

  /** Puts into the variables what an earlier part left, or what absence means. */
  private void begin() {
    code.number(0);
    code.store(TAG, TAG_VARIABLE);
    Label later = new Label();
    Label begun = new Label();
    code.load(PENDING_ARGUMENT);
    code.visit().visitJumpInsn(Opcodes.IFNONNULL, later);
    variables.start(code);
    code.visit().visitJumpInsn(Opcodes.GOTO, begun);
    code.visit().visitLabel(later);
    code.load(PENDING_ARGUMENT);
    code.visit().visitTypeInsn(Opcodes.CHECKCAST, assembly.name());
    code.store(PENDING, SCRATCH);
    variables.load(code, SCRATCH);
    code.visit().visitLabel(begun);
  }

  /** The variable is zero while a tag is read: should that fail, no field is to blame. */
  private void nextTag() {
    code.number(0);
    code.store(TAG, TAG_VARIABLE);
    code.load(IN);
    code.call(ProtoReader.class, "nextTag");
    code.store(TAG, TAG_VARIABLE);
  }

  private void dispatch() {
    for (int i = 0; i < fields.size(); i++) {
      for (int wireType : variables.wireTypes(i)) {
        cases.put(Wire.tag(fields.get(i).number(), wireType), new Label());
      }
    }
    Label unknown = new Label();
    Map<Integer, Label> all = new TreeMap<>(cases);
    all.put(0, atEnd);
    code.load(TAG, TAG_VARIABLE);
    code.visit().visitLookupSwitchInsn(unknown, all.keySet().stream().mapToInt(Integer::intValue).toArray(),
        all.values().toArray(new Label[0]));
    code.visit().visitLabel(unknown);
    code.load(IN);
    code.load(TAG, TAG_VARIABLE);
    code.call(ProtoReader.class, "skip", int.class);
    nextTag();
    code.visit().visitJumpInsn(Opcodes.GOTO, dispatch);
  }

  /** Reads a field as it is most likely sent, then goes straight to the next one if that is what comes. */
  private void likely(int field) {
    int wireType = variables.wireTypes(field)[0];
    int tag = Wire.tag(fields.get(field).number(), wireType);
    code.visit().visitLabel(cases.get(tag));
    variables.read(code, field, wireType);
    code.number(0);
    code.store(TAG, TAG_VARIABLE);
    if (variables.mayRepeat(field)) {
      jumpIfNext(tag, cases.get(tag));
    }
    if (field + 1 < fields.size()) {
      int following = Wire.tag(fields.get(field + 1).number(), variables.wireTypes(field + 1)[0]);
      jumpIfNext(following, cases.get(following));
    }
    nextTag();
    code.visit().visitJumpInsn(Opcodes.GOTO, dispatch);
  }

  private void jumpIfNext(int tag, Label target) {
    if (tag < 0 || tag > Byte.MAX_VALUE) { // of several bytes, the largest being negative: the switch finds it
      return;
    }
    Label other = new Label();
    code.load(IN);
    code.number(tag);
    code.call(ProtoReader.class, "next", int.class);
    code.visit().visitJumpInsn(Opcodes.IFEQ, other);
    code.number(tag);
    code.store(TAG, TAG_VARIABLE);
    code.visit().visitJumpInsn(Opcodes.GOTO, target);
    code.visit().visitLabel(other);
  }

  private void unlikely(int field) {
    int[] wireTypes = variables.wireTypes(field);
    for (int i = 1; i < wireTypes.length; i++) {
      code.visit().visitLabel(cases.get(Wire.tag(fields.get(field).number(), wireTypes[i])));
      variables.read(code, field, wireTypes[i]);
      nextTag();
      code.visit().visitJumpInsn(Opcodes.GOTO, dispatch);
    }
  }

  private void failed(Label handler) {
    code.visit().visitLabel(handler);
    code.store(Type.getType(DecodeException.class), SCRATCH);
    code.load(IN);
    code.load(SCRATCH);
    code.load(TAG, TAG_VARIABLE);
    code.number(3);
    code.visit().visitInsn(Opcodes.IUSHR);
    code.visit().visitLdcInsn(parts.model().name());
    code.call(ProtoReader.class, "located", DecodeException.class, int.class, String.class);
    code.visit().visitInsn(Opcodes.ATHROW);
  }

  /** Makes the value, or keeps what was read in an instance until more comes. */
  private void end() {
    Label last = new Label();
    Label kept = new Label();
    Label again = new Label();
    code.load(Type.BOOLEAN_TYPE, LAST_ARGUMENT);
    code.visit().visitJumpInsn(Opcodes.IFNE, last);
    code.load(PENDING_ARGUMENT);
    code.visit().visitJumpInsn(Opcodes.IFNONNULL, again);
    code.visit().visitTypeInsn(Opcodes.NEW, assembly.name());
    code.visit().visitInsn(Opcodes.DUP);
    code.visit().visitMethodInsn(Opcodes.INVOKESPECIAL, assembly.name(), "<init>", "()V", false);
    code.store(PENDING, SCRATCH);
    code.visit().visitJumpInsn(Opcodes.GOTO, kept);
    code.visit().visitLabel(again);
    code.load(PENDING_ARGUMENT);
    code.visit().visitTypeInsn(Opcodes.CHECKCAST, assembly.name());
    code.store(PENDING, SCRATCH);
    code.visit().visitLabel(kept);
    variables.store(code, SCRATCH);
    code.load(SCRATCH);
    code.visit().visitInsn(Opcodes.ARETURN);
    code.visit().visitLabel(last);
    variables.value(code);
  }

  /** {@link CompiledMessage#finish}. */
  static void assembleFinish(Assembly assembly, ReadVariables variables) {
    Code code = assembly.method("finish", "()Ljava/lang/Object;");
    variables.load(code, 0);
    variables.value(code);
    code.end();
  }
}
