package dev.tern.api.codec;

import static java.lang.invoke.MethodType.methodType;

import dev.tern.api.contract.ContractException;
import dev.tern.api.contract.Member;
import dev.tern.api.contract.MessageType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.util.List;

/**
 * Access to the private members of records, beans and declared exceptions, prepared once. The handles are safe for many
 * threads.
 */
public final class MemberAccess {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private MemberAccess() {}

  /**
   * Gets a member: {@code (T)X} with the type and the member's own class.
   *
   * @param member its position in {@link MessageType#members}
   * @throws ContractException if its module keeps it closed
   */
  public static MethodHandle getter(MessageType type, int member) {
    try {
      Field field = type.members().get(member).field();
      if (field.getDeclaringClass() == Throwable.class) {
        return LOOKUP.findVirtual(Throwable.class, "getMessage", methodType(String.class))
            .asType(methodType(String.class, type.raw()));
      }
      field.setAccessible(true);
      return LOOKUP.unreflectGetter(field).asType(methodType(field.getType(), type.raw()));
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      throw closed(type, e);
    }
  }

  /**
   * Makes an instance of the values of all members, in their order: {@code (Object[])Object}. Throws what the
   * constructor throws; a primitive member must not be null.
   *
   * @throws ContractException if its module keeps it closed, or an exception has no constructor that could take them
   */
  public static MethodHandle maker(MessageType type) {
    try {
      MethodHandle maker = switch (type.kind()) {
        case RECORD -> recordMaker(type);
        case BEAN -> beanMaker(type);
        case EXCEPTION -> ExceptionMaker.of(type);
      };
      return maker.asType(methodType(Object.class, Object[].class));
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      throw closed(type, e);
    }
  }

  /**
   * The constructor itself: of a record {@code (X...)T} with all members in their order, of a bean {@code ()T}.
   *
   * @throws ContractException if its module keeps it closed
   * @throws IllegalArgumentException for an exception, which has no such one: see {@link #maker}
   */
  public static MethodHandle constructor(MessageType type) {
    try {
      return switch (type.kind()) {
        case RECORD -> constructor(type.raw(), type.members().stream()
            .map(member -> member.field().getType()).toArray(Class<?>[]::new));
        case BEAN -> constructor(type.raw(), new Class<?>[0]);
        case EXCEPTION -> throw new IllegalArgumentException(type.raw().getName() + " is an exception");
      };
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      throw closed(type, e);
    }
  }

  /**
   * Sets a member of a bean: {@code (T,X)void} with the type and the member's own class.
   *
   * @param member its position in {@link MessageType#members}
   * @throws ContractException if its module keeps it closed
   */
  public static MethodHandle setter(MessageType type, int member) {
    try {
      Field field = type.members().get(member).field();
      field.setAccessible(true);
      return LOOKUP.unreflectSetter(field).asType(methodType(void.class, type.raw(), field.getType()));
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      throw closed(type, e);
    }
  }

  private static MethodHandle recordMaker(MessageType type) {
    return constructor(type).asSpreader(Object[].class, type.members().size());
  }

  private static MethodHandle beanMaker(MessageType type) {
    MethodHandle setAll = MethodHandles.empty(methodType(void.class, type.raw(), Object[].class));
    List<Member> members = type.members();
    for (int slot = members.size() - 1; slot >= 0; slot--) {
      MethodHandle set = setter(type, slot).asType(methodType(void.class, type.raw(), Object.class));
      MethodHandle get = MethodHandles.insertArguments(MethodHandles.arrayElementGetter(Object[].class), 1, slot);
      setAll = MethodHandles.foldArguments(setAll, MethodHandles.filterArguments(set, 1, get));
    }
    // (bean, slots) -> bean, then the new bean in front
    MethodHandle fill = MethodHandles.foldArguments(
        MethodHandles.dropArguments(MethodHandles.identity(type.raw()), 1, Object[].class), setAll);
    return MethodHandles.foldArguments(fill,
        MethodHandles.dropArguments(constructor(type), 0, Object[].class).asType(
            methodType(type.raw(), Object[].class)));
  }

  private static MethodHandle constructor(Class<?> type, Class<?>[] parameters) throws ReflectiveOperationException {
    Constructor<?> constructor = type.getDeclaredConstructor(parameters);
    constructor.setAccessible(true);
    return LOOKUP.unreflectConstructor(constructor);
  }

  static ContractException closed(MessageType type, Exception cause) {
    return new ContractException(type.raw().getName() + " cannot be made: " + cause.getMessage()
        + "\n  In a named module, open its package to dev.tern.api.");
  }
}
