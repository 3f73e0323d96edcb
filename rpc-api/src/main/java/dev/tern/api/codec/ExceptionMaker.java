package dev.tern.api.codec;

import static java.lang.invoke.MethodType.methodType;

import dev.tern.api.contract.ContractException;
import dev.tern.api.contract.Member;
import dev.tern.api.contract.MessageType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes a declared exception again from its members: by the constructor that takes most of them, then field by field.
 * Constructors are understood by the names of their parameters where these are known ({@code -parameters}), else by
 * their types: all own fields in order or none, a message before them or behind, a cause at the end. Types alone may
 * leave open which text is the message; then that counts which makes an exception of the same message. One that has no
 * text but its cause's is given a cause that says the same.
 */
final class ExceptionMaker {
  private static final int NOTHING = -1;

  private final Constructor<?> constructor;
  private final Class<?>[] parameters;
  private final List<int[]> orders;
  private final List<Integer> settable;
  private final int message;
  private final MessageType type;

  private ExceptionMaker(MessageType type, Match match) {
    this.type = type;
    this.constructor = match.constructor;
    this.parameters = match.constructor.getParameterTypes();
    this.orders = match.orders;
    this.message = message(type);
    this.settable = settable(type, match);
  }

  /**
   * A constructor.
   *
   * @param orders which member each of its parameters may be, {@link #NOTHING} for a cause; the likeliest first
   * @param certain true if names say so
   */
  private record Match(Constructor<?> constructor, List<int[]> orders, boolean certain) {
    long covered() {
      return Arrays.stream(orders.get(0)).filter(slot -> slot != NOTHING).count();
    }
  }

  /** {@code (Object[])Object}. */
  static MethodHandle of(MessageType type) throws ReflectiveOperationException {
    List<Match> matches = new ArrayList<>();
    for (Constructor<?> constructor : type.raw().getDeclaredConstructors()) {
      match(type, constructor).ifPresent(matches::add);
    }
    Match best = matches.stream().max(Comparator.comparing(Match::certain).thenComparing(Match::covered)
        .thenComparing(match -> -match.constructor.getParameterCount()))
        .orElseThrow(() -> new ContractException(type.raw().getName() + " cannot be made again: no constructor"
            + " takes its message or its own fields.\n  Add one that takes them by name (compiled with -parameters), or"
            + " one without parameters."));
    best.constructor.setAccessible(true);
    ExceptionMaker maker = new ExceptionMaker(type, best);
    return MethodHandles.lookup().bind(maker, "make", methodType(Object.class, Object[].class));
  }

  /** What the constructor leaves out, or may have taken for something else. */
  private static List<Integer> settable(MessageType type, Match match) {
    List<Integer> settable = new ArrayList<>();
    for (int slot = 0; slot < type.members().size(); slot++) {
      int member = slot;
      Field field = type.members().get(slot).field();
      boolean given = match.certain && Arrays.stream(match.orders.get(0)).anyMatch(covered -> covered == member);
      if (!given && field.getDeclaringClass() != Throwable.class) {
        field.setAccessible(true);
        settable.add(slot);
      }
    }
    return settable;
  }

  private static Optional<Match> match(MessageType type, Constructor<?> constructor) {
    Parameter[] parameters = constructor.getParameters();
    if (parameters.length > 0 && Arrays.stream(parameters).allMatch(Parameter::isNamePresent)) {
      return byName(type, parameters).map(slots -> new Match(constructor, List.of(slots), true));
    }
    Class<?>[] types = constructor.getParameterTypes();
    List<int[]> fitting = orders(type).filter(order -> fits(type, types, order)).toList();
    return fitting.isEmpty() ? Optional.empty() : Optional.of(new Match(constructor, fitting, false));
  }

  private static Optional<int[]> byName(MessageType type, Parameter[] parameters) {
    int[] slots = new int[parameters.length];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = slot(type, parameters[i].getName(), parameters[i].getType());
      if (slots[i] == NOTHING && !isCause(parameters[i].getType())) {
        return Optional.empty();
      }
    }
    return Optional.of(slots);
  }

  private static int slot(MessageType type, String name, Class<?> parameter) {
    for (int slot = 0; slot < type.members().size(); slot++) {
      Member member = type.members().get(slot);
      boolean named = member.name().equals(name) || member.name().equals("message") && name.equals("msg");
      if (named && takes(parameter, member)) {
        return slot;
      }
    }
    return NOTHING;
  }

  /** Every order of members that a constructor is expected to take. */
  private static Stream<int[]> orders(MessageType type) {
    int message = message(type);
    List<Integer> own = IntStream.range(0, type.members().size()).filter(slot -> slot != message).boxed().toList();
    List<List<Integer>> orders = new ArrayList<>();
    if (message != NOTHING) {
      orders.add(joined(List.of(message), own));
      orders.add(joined(own, List.of(message)));
      orders.add(List.of(message));
    }
    orders.add(own);
    orders.add(List.of());
    return orders.stream().flatMap(order -> Stream.of(order, joined(order, List.of(NOTHING))))
        .map(order -> order.stream().mapToInt(Integer::intValue).toArray());
  }

  /** The member that is the message of Throwable, or {@link #NOTHING} for an exception with a field of that name. */
  private static int message(MessageType type) {
    return IntStream.range(0, type.members().size())
        .filter(slot -> type.members().get(slot).field().getDeclaringClass() == Throwable.class).findFirst()
        .orElse(NOTHING);
  }

  private static List<Integer> joined(List<Integer> first, List<Integer> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  private static boolean fits(MessageType type, Class<?>[] parameters, int[] order) {
    if (order.length != parameters.length) {
      return false;
    }
    for (int i = 0; i < order.length; i++) {
      boolean fits = order[i] == NOTHING ? isCause(parameters[i])
          : takes(parameters[i], type.members().get(order[i]));
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static boolean isCause(Class<?> parameter) {
    return Throwable.class.isAssignableFrom(parameter);
  }

  private static boolean takes(Class<?> parameter, Member member) {
    return boxed(parameter).isAssignableFrom(boxed(member.field().getType()));
  }

  private static Class<?> boxed(Class<?> type) {
    return MethodType.methodType(type).wrap().returnType();
  }

  /** Called through its handle. */
  @SuppressWarnings("unused")
  private Object make(Object[] values) throws Throwable {
    Throwable first = make(values, orders.get(0), null);
    if (message == NOTHING || Objects.equals(first.getMessage(), values[message])) {
      return first;
    }
    for (int[] order : orders.subList(1, orders.size())) {
      Throwable other = make(values, order, null);
      if (Objects.equals(other.getMessage(), values[message])) {
        return other;
      }
    }
    if (Arrays.stream(parameters).anyMatch(ExceptionMaker::isCause)) { // perhaps its text is that of its cause
      Throwable other = make(values, orders.get(0), new RemoteCause(String.valueOf(values[message])));
      if (Objects.equals(other.getMessage(), values[message])) {
        return other;
      }
    }
    return first;
  }

  /** Stands for the cause that an exception had where it was thrown, of which only the text has travelled. */
  private static final class RemoteCause extends Exception {
    private static final long serialVersionUID = 1L;

    RemoteCause(String text) {
      super(text, null, false, false);
    }

    /** That of the cause, which begins with its class. */
    @Override
    public String toString() {
      return String.valueOf(getMessage());
    }
  }

  private Throwable make(Object[] values, int[] slots, @Nullable Throwable cause) throws Throwable {
    Object[] arguments = new Object[slots.length];
    for (int i = 0; i < slots.length; i++) {
      arguments[i] = slots[i] == NOTHING ? fitting(cause, parameters[i]) : given(values[slots[i]], parameters[i]);
    }
    Throwable made;
    try {
      made = (Throwable) constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    for (int slot : settable) {
      Field field = type.members().get(slot).field();
      field.set(made, given(values[slot], field.getType()));
    }
    return made;
  }

  private static @Nullable Throwable fitting(@Nullable Throwable cause, Class<?> parameter) {
    return parameter.isInstance(cause) ? cause : null;
  }

  private static @Nullable Object given(@Nullable Object value, Class<?> type) {
    return value == null && type.isPrimitive() ? Array.get(Array.newInstance(type, 1), 0) : value;
  }
}
