package dev.tern.codec.protobuf;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** One method on its way into an {@link Assembly}: what is said often, said shortly. */
final class Code {
  private final Assembly assembly;
  private final MethodVisitor method;
  private final Label end = new Label();

  Code(Assembly assembly, MethodVisitor method) {
    this.assembly = assembly;
    this.method = method;
    method.visitCode();
  }

  /** For all that is said once. */
  MethodVisitor visit() {
    return method;
  }

  void end() {
    method.visitLabel(end);
    method.visitMaxs(0, 0);
    method.visitEnd();
  }

  /** Bytes of code, known when the class is assembled. */
  int size() {
    return end.getOffset();
  }

  void load(Type type, int variable) {
    method.visitVarInsn(type.getOpcode(Opcodes.ILOAD), variable);
  }

  void load(int object) {
    method.visitVarInsn(Opcodes.ALOAD, object);
  }

  void store(Type type, int variable) {
    method.visitVarInsn(type.getOpcode(Opcodes.ISTORE), variable);
  }

  void number(int value) {
    if (value >= Byte.MIN_VALUE && value <= Byte.MAX_VALUE) {
      method.visitIntInsn(Opcodes.BIPUSH, value);
    } else {
      method.visitLdcInsn(value);
    }
  }

  /** Pushes a constant of the class. */
  <T> void constant(Class<T> type, T object) {
    method.visitFieldInsn(Opcodes.GETSTATIC, assembly.name(), assembly.constant(type, object),
        Type.getDescriptor(type));
  }

  /** Calls a handle that was pushed before its arguments. */
  void invokeExact(MethodType type) {
    method.visitMethodInsn(Opcodes.INVOKEVIRTUAL, Type.getInternalName(MethodHandle.class), "invokeExact",
        type.toMethodDescriptorString(), false);
  }

  /** Calls the one method of that name and those parameters, static or not, whatever it returns. */
  void call(Class<?> owner, String name, Class<?>... parameters) {
    Method called = Arrays.stream(owner.getDeclaredMethods())
        .filter(m -> m.getName().equals(name) && Arrays.equals(m.getParameterTypes(), parameters))
        .findFirst().orElseThrow(() -> new IllegalStateException(owner + " has no " + name));
    boolean isStatic = Modifier.isStatic(called.getModifiers());
    method.visitMethodInsn(isStatic ? Opcodes.INVOKESTATIC : Opcodes.INVOKEVIRTUAL, Type.getInternalName(owner), name,
        Type.getMethodDescriptor(called), false);
  }

  void getField(String field, Type type) {
    method.visitFieldInsn(Opcodes.GETFIELD, assembly.name(), field, type.getDescriptor());
  }

  void putField(String field, Type type) {
    method.visitFieldInsn(Opcodes.PUTFIELD, assembly.name(), field, type.getDescriptor());
  }
}
