package dev.tern.api.codec;

import static java.lang.invoke.MethodType.methodType;

import dev.tern.api.UnknownFields;
import dev.tern.api.contract.ContractException;
import dev.tern.api.contract.Member;
import dev.tern.api.contract.MessageType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

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
   * constructor throws; a primitive member must not be null. A record that keeps unknown fields gets none.
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
   * As {@link #maker}, of the values of all members and of {@link UnknownFields} behind them.
   *
   * @param type a record that has {@link MessageType#unknownFields}
   */
  public static MethodHandle keepingMaker(MessageType type) {
    try {
      return spread(keepingConstructor(type));
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      throw closed(type, e);
    }
  }

  /**
   * Gets what a record keeps, which may be null: {@code (T)UnknownFields}.
   *
   * @param type a record that has {@link MessageType#unknownFields}
   */
  public static MethodHandle unknownFieldsGetter(MessageType type) {
    try {
      Field field = type.unknownFields().orElseThrow();
      field.setAccessible(true);
      return LOOKUP.unreflectGetter(field).asType(methodType(UnknownFields.class, type.raw()));
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      throw closed(type, e);
    }
  }

  private static MethodHandle recordMaker(MessageType type) throws ReflectiveOperationException {
    return spread(recordConstructor(type));
  }

  /** Takes all members. */
  private static MethodHandle recordConstructor(MessageType type) throws ReflectiveOperationException {
    MethodHandle all = keepingConstructor(type);
    return type.unknownFields().isEmpty() ? all
        : MethodHandles.insertArguments(all, type.members().size(), UnknownFields.NONE);
  }

  private static MethodHandle spread(MethodHandle constructor) {
    return constructor.asSpreader(Object[].class, constructor.type().parameterCount())
        .asType(methodType(Object.class, Object[].class));
  }

  /** The canonical constructor with {@link UnknownFields}, if it takes them, as its last parameter. */
  private static MethodHandle keepingConstructor(MessageType type) throws ReflectiveOperationException {
    Class<?>[] components = Arrays.stream(type.raw().getRecordComponents()).map(RecordComponent::getType)
        .toArray(Class<?>[]::new);
    MethodHandle all = constructor(type.raw(), components);
    int keeps = Arrays.asList(components).indexOf(UnknownFields.class);
    if (keeps < 0) {
      return all;
    }
    int[] order = IntStream.range(0, components.length)
        .map(i -> i == keeps ? components.length - 1 : i < keeps ? i : i - 1).toArray();
    MethodType last = all.type().dropParameterTypes(keeps, keeps + 1).appendParameterTypes(UnknownFields.class);
    return MethodHandles.permuteArguments(all, last, order);
  }

  /**
   * Makes an instance of a bean before its members are known, so that they may refer to it: {@code ()Object}. Throws
   * what the constructor throws.
   *
   * @throws ContractException if its module keeps it closed
   */
  public static MethodHandle creator(MessageType type) {
    try {
      return constructor(type.raw()).asType(methodType(Object.class));
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      throw closed(type, e);
    }
  }

  /**
   * Sets all members of a bean, in their order: {@code (Object, Object[])void}; a primitive member must not be null.
   *
   * @throws ContractException if its module keeps it closed
   */
  public static MethodHandle setter(MessageType type) {
    try {
      return setAll(type).asType(methodType(void.class, Object.class, Object[].class));
    } catch (ReflectiveOperationException | InaccessibleObjectException e) {
      throw closed(type, e);
    }
  }

  private static MethodHandle beanMaker(MessageType type) throws ReflectiveOperationException {
    // (bean, slots) -> bean, then the new bean in front
    MethodHandle fill = MethodHandles.foldArguments(
        MethodHandles.dropArguments(MethodHandles.identity(type.raw()), 1, Object[].class), setAll(type));
    return MethodHandles.foldArguments(fill,
        MethodHandles.dropArguments(constructor(type.raw()), 0, Object[].class).asType(
            methodType(type.raw(), Object[].class)));
  }

  private static MethodHandle setAll(MessageType type) throws ReflectiveOperationException {
    MethodHandle setAll = MethodHandles.empty(methodType(void.class, type.raw(), Object[].class));
    List<Member> members = type.members();
    for (int slot = members.size() - 1; slot >= 0; slot--) {
      Field field = members.get(slot).field();
      field.setAccessible(true);
      MethodHandle set = LOOKUP.unreflectSetter(field)
          .asType(methodType(void.class, type.raw(), Object.class));
      MethodHandle get = MethodHandles.insertArguments(MethodHandles.arrayElementGetter(Object[].class), 1, slot);
      setAll = MethodHandles.foldArguments(setAll, MethodHandles.filterArguments(set, 1, get));
    }
    return setAll;
  }

  private static MethodHandle constructor(Class<?> type, Class<?>... parameters) throws ReflectiveOperationException {
    Constructor<?> constructor = type.getDeclaredConstructor(parameters);
    constructor.setAccessible(true);
    return LOOKUP.unreflectConstructor(constructor);
  }

  static ContractException closed(MessageType type, Exception cause) {
    return new ContractException(type.raw().getName() + " cannot be made: " + cause.getMessage()
        + "\n  In a named module, open its package to dev.tern.api.");
  }
}
