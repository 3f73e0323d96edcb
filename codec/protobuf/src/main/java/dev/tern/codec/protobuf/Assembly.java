package dev.tern.codec.protobuf;

import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** One class on its way to be defined: its methods, and the objects that its code uses as constants. */
final class Assembly {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  /** Beyond it the virtual machine never compiles a method. */
  private static final int MOST_BYTES_OF_CODE = 8_000;

  private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
    @Override
    protected String getCommonSuperClass(String one, String other) {
      return "java/lang/Object"; // and so no class is loaded to find a closer one
    }
  };
  private final List<Object> constants = new ArrayList<>();
  private final List<Class<?>> types = new ArrayList<>();
  private final List<Code> methods = new ArrayList<>();
  private final String name;

  /** @param name to be seen in stack traces and profiles */
  Assembly(String name) {
    this.name = Type.getInternalName(Assembly.class).replace("Assembly", "Compiled$") + name;
    writer.visit(Opcodes.V17, Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, this.name, null,
        Type.getInternalName(CompiledMessage.class), null);
    Code create = method("<init>", "()V");
    create.load(Type.getType(CompiledMessage.class), 0);
    create.visit().visitMethodInsn(Opcodes.INVOKESPECIAL, Type.getInternalName(CompiledMessage.class), "<init>", "()V",
        false);
    create.visit().visitInsn(Opcodes.RETURN);
    create.end();
  }

  /** The class itself, as its code names it. */
  String name() {
    return name;
  }

  /** Begins a method; {@code this} is variable 0. */
  Code method(String method, String descriptor) {
    Code code = new Code(this, writer.visitMethod(0, method, descriptor, null, null));
    methods.add(code);
    return code;
  }

  /** A field of each instance. */
  void field(String field, String descriptor) {
    writer.visitField(Opcodes.ACC_PRIVATE, field, descriptor, null, null).visitEnd();
  }

  /** The static final field that will hold the object. */
  <T> String constant(Class<T> type, T object) {
    String field = "c" + constants.size();
    constants.add(object);
    types.add(type);
    writer.visitField(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_FINAL, field, Type.getDescriptor(type),
        null, null).visitEnd();
    return field;
  }

  /**
   * Defines the class beside this one, hidden: no class loader knows it, and it goes when nobody uses it any more.
   *
   * @return the first instance
   */
  CompiledMessage define() throws ReflectiveOperationException {
    initializer();
    writer.visitEnd();
    byte[] bytes = writer.toByteArray();
    for (Code method : methods) {
      if (method.size() > MOST_BYTES_OF_CODE) {
        throw new UnsupportedOperationException("it has too many fields for one method");
      }
    }
    Class<?> type = LOOKUP.defineHiddenClassWithClassData(bytes, constants.toArray(), true).lookupClass();
    return (CompiledMessage) type.getDeclaredConstructor().newInstance();
  }

  private void initializer() {
    MethodVisitor code = writer.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
    code.visitCode();
    code.visitMethodInsn(Opcodes.INVOKESTATIC, Type.getInternalName(MethodHandles.class), "lookup",
        "()" + Type.getDescriptor(MethodHandles.Lookup.class), false);
    code.visitMethodInsn(Opcodes.INVOKESTATIC, Type.getInternalName(CompiledMessage.class), "constants",
        "(" + Type.getDescriptor(MethodHandles.Lookup.class) + ")[Ljava/lang/Object;", false);
    code.visitVarInsn(Opcodes.ASTORE, 0);
    for (int i = 0; i < types.size(); i++) {
      code.visitVarInsn(Opcodes.ALOAD, 0);
      code.visitLdcInsn(i);
      code.visitInsn(Opcodes.AALOAD);
      code.visitTypeInsn(Opcodes.CHECKCAST, Type.getInternalName(types.get(i)));
      code.visitFieldInsn(Opcodes.PUTSTATIC, name, "c" + i, Type.getDescriptor(types.get(i)));
    }
    code.visitInsn(Opcodes.RETURN);
    code.visitMaxs(0, 0);
    code.visitEnd();
  }
}
