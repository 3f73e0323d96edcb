package dev.tern.api.contract;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** What may be absent: {@code @Nullable} of any library, known by its simple name, and the {@code Optional} types. */
final class Nullness {
  private static final Set<Class<?>> OPTIONALS =
      Set.of(Optional.class, OptionalInt.class, OptionalLong.class, OptionalDouble.class);

  private Nullness() {}

  static boolean isOptional(Class<?> raw) {
    return OPTIONALS.contains(raw);
  }

  /** @param elements declarations and uses that may carry the annotation */
  static boolean isNullable(Type type, AnnotatedElement... elements) {
    Class<?> raw = Types.raw(type);
    return !raw.isPrimitive() && (isOptional(raw) || Arrays.stream(elements).anyMatch(Nullness::isMarked));
  }

  /** True if a type argument or array element carries the annotation: {@code List<@Nullable String>}. */
  static boolean isMarkedInside(AnnotatedType type) {
    return inside(type).anyMatch(part -> isMarked(part) || isMarkedInside(part));
  }

  /** The use inside a future or publisher; the whole, where a type variable stands for one. */
  static AnnotatedType argument(AnnotatedType use) {
    return use instanceof AnnotatedParameterizedType generic ? generic.getAnnotatedActualTypeArguments()[0] : use;
  }

  static String refusal(Type type) {
    return "@Nullable inside " + Descriptions.of(type)
        + " cannot be kept: only a whole parameter, reply or member may be null. Remove it.";
  }

  private static Stream<AnnotatedType> inside(AnnotatedType type) {
    if (type instanceof AnnotatedParameterizedType generic) {
      return Arrays.stream(generic.getAnnotatedActualTypeArguments());
    }
    // javac puts the mark of "@Nullable byte[]" on the element; a primitive cannot be null, so it means the array
    return type instanceof AnnotatedArrayType array && !Types.raw(component(array).getType()).isPrimitive()
        ? Stream.of(component(array))
        : Stream.of();
  }

  private static boolean isMarked(AnnotatedElement element) {
    if (element instanceof AnnotatedArrayType array && Types.raw(component(array).getType()).isPrimitive()
        && isMarked(component(array))) {
      return true;
    }
    return Arrays.stream(element.getAnnotations()).map(Annotation::annotationType)
        .anyMatch(type -> type.getSimpleName().equals("Nullable"));
  }

  private static AnnotatedType component(AnnotatedArrayType array) {
    return array.getAnnotatedGenericComponentType();
  }
}
