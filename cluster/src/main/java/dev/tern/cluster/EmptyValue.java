package dev.tern.cluster;

import dev.tern.api.contract.MethodContract;
import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * What stands for a missing reply: zero, false, an empty optional, collection, map, array or stream, and null for
 * everything else.
 */
final class EmptyValue {
  private static final List<Object> CONTAINERS = List.of(List.of(), Set.of(), Map.of());
  private static final Map<Class<?>, Object> OTHERS = Map.ofEntries(Map.entry(boolean.class, false),
      Map.entry(byte.class, (byte) 0), Map.entry(short.class, (short) 0), Map.entry(int.class, 0),
      Map.entry(long.class, 0L), Map.entry(float.class, 0f), Map.entry(double.class, 0d), Map.entry(char.class, '\0'),
      Map.entry(Optional.class, Optional.empty()), Map.entry(OptionalInt.class, OptionalInt.empty()),
      Map.entry(OptionalLong.class, OptionalLong.empty()), Map.entry(OptionalDouble.class, OptionalDouble.empty()));

  private EmptyValue() {}

  /** That of a method, in the form that a reply has. */
  static @Nullable Object of(MethodContract method) {
    return method.kind().streamsReplies() ? (Flow.Publisher<Object>) EmptyValue::endAtOnce
        : of(raw(method.replyType()));
  }

  private static @Nullable Object of(Class<?> type) {
    Object known = OTHERS.get(type);
    if (known != null) {
      return known;
    }
    if (type.isArray()) {
      return Array.newInstance(type.getComponentType(), 0);
    }
    boolean holdsMany = Iterable.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type);
    return holdsMany ? CONTAINERS.stream().filter(type::isInstance).findFirst().orElse(null) : null;
  }

  private static Class<?> raw(Type type) {
    if (type instanceof ParameterizedType parameterized) {
      return (Class<?>) parameterized.getRawType();
    }
    if (type instanceof GenericArrayType array) {
      return Array.newInstance(raw(array.getGenericComponentType()), 0).getClass();
    }
    return type instanceof Class<?> known ? known : Object.class;
  }

  private static void endAtOnce(Flow.Subscriber<? super Object> subscriber) {
    subscriber.onSubscribe(new Flow.Subscription() {
      @Override
      public void request(long n) {}

      @Override
      public void cancel() {}
    });
    subscriber.onComplete();
  }
}
