package dev.tern.api.contract;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the return type of a method says.
 *
 * @param style around the reply
 * @param type the reply itself; {@code void.class} for none
 * @param nullable whether it may be absent
 */
record ReplyShape(ReplyStyle style, Type type, boolean nullable) {

  /** Null if refused. */
  static @Nullable ReplyShape read(Method method, Map<TypeVariable<?>, Type> bindings, Place place) {
    Type type = Types.resolve(method.getGenericReturnType(), bindings);
    Class<?> raw = Types.raw(type);
    if (raw == CompletableFuture.class || raw == CompletionStage.class) {
      return wrapped(ReplyStyle.FUTURE, type, method, place);
    }
    if (raw == Flow.Publisher.class) {
      return wrapped(ReplyStyle.PUBLISHER, type, method, place);
    }
    if (raw == Stream.class) {
      return wrapped(ReplyStyle.STREAM, type, method, place);
    }
    if (raw == Iterator.class) {
      return wrapped(ReplyStyle.ITERATOR, type, method, place);
    }
    String refusal = refusal(raw);
    if (refusal != null) {
      place.refuse("cannot return " + Descriptions.of(raw) + ". " + refusal);
      return null;
    }
    return of(ReplyStyle.BLOCKING, type, place, method.getAnnotatedReturnType(), method);
  }

  private static @Nullable String refusal(Class<?> raw) {
    if (Flow.Publisher.class.isAssignableFrom(raw)) {
      return "Return Flow.Publisher.";
    }
    if (Refusals.isStream(raw)) {
      return "Return Flow.Publisher, Stream or Iterator for a stream, or List for all at once.";
    }
    return Refusals.isFuture(raw) ? "Return the value itself, or CompletableFuture." : null;
  }

  private static @Nullable ReplyShape wrapped(ReplyStyle style, Type type, Method method, Place place) {
    Type inner = element(type, place, "cannot return ", "Return ");
    if (inner == null) {
      return null;
    }
    AnnotatedType use = method.getAnnotatedReturnType();
    return of(style, inner, place, Nullness.argument(use), method, use);
  }

  /** What a future or publisher carries; null if refused. */
  static @Nullable Type element(Type type, Place place, String verb, String remedy) {
    Class<?> raw = Types.raw(type);
    String shape = raw == Flow.Publisher.class ? "Flow.Publisher" : raw.getSimpleName();
    List<Type> arguments = Types.arguments(type);
    if (arguments.isEmpty()) {
      place.refuse(verb + "a raw " + shape + ". Name what it carries: " + shape + "<...>.");
      return null;
    }
    Type inner = arguments.get(0);
    if (inner instanceof WildcardType) {
      place.refuse(verb + Descriptions.of(type) + ", which leaves its type open. Name what it carries: " + shape
          + "<...>.");
      return null;
    }
    Class<?> innerRaw = Types.raw(inner);
    if (Refusals.isStream(innerRaw)) {
      place.refuse(verb + Descriptions.of(type) + ". " + remedy + "Flow.Publisher of the elements themselves.");
      return null;
    }
    if (Refusals.isFuture(innerRaw)) {
      place.refuse(verb + Descriptions.of(type) + ". " + remedy + shape + " of the value itself.");
      return null;
    }
    return inner;
  }

  private static @Nullable ReplyShape of(ReplyStyle style, Type type, Place place, AnnotatedType use,
      AnnotatedElement... declarations) {
    if (Nullness.isMarkedInside(use)) {
      place.reply().refuse(Nullness.refusal(use.getType()));
    }
    boolean nullable = Nullness.isNullable(type, use) || Nullness.isNullable(type, declarations);
    if (style.isMany() && nullable) {
      place.reply().refuse("an element of a stream is never absent. Remove @Nullable or Optional.");
      return null;
    }
    boolean nothing = !style.isMany() && type == Void.class || type == void.class;
    return nothing ? new ReplyShape(style, void.class, false) : new ReplyShape(style, type, nullable);
  }
}
