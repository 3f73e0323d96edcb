package dev.tern.api.contract;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Contracts as text. */
final class Descriptions {
  private Descriptions() {}

  /** {@code demo.Greeting.greet(List<String>)}. */
  static String of(Method method) {
    return name(method.getDeclaringClass()) + "." + method.getName() + "("
        + join(Arrays.stream(method.getGenericParameterTypes())) + ")";
  }

  /** As the source would write it after its imports: {@code Page<User>}. */
  static String of(Type type) {
    if (type instanceof Class<?> c) {
      return c.getSimpleName();
    }
    if (type instanceof ParameterizedType generic) {
      return of(generic.getRawType()) + "<" + join(Arrays.stream(generic.getActualTypeArguments())) + ">";
    }
    if (type instanceof GenericArrayType array) {
      return of(array.getGenericComponentType()) + "[]";
    }
    if (type instanceof WildcardType wildcard) {
      return of(wildcard);
    }
    return type.getTypeName();
  }

  private static String of(WildcardType wildcard) {
    if (wildcard.getLowerBounds().length > 0) {
      return "? super " + join(Arrays.stream(wildcard.getLowerBounds()));
    }
    Type bound = wildcard.getUpperBounds()[0];
    return bound == Object.class ? "?" : "? extends " + of(bound);
  }

  /** Qualified, nested ones with a dot, as the source names them: {@code demo.Shapes.Circle}. */
  static String name(Class<?> type) {
    String canonical = type.getCanonicalName();
    return canonical != null ? canonical : type.getName();
  }

  private static String join(Stream<Type> types) {
    return types.map(Descriptions::of).collect(Collectors.joining(", "));
  }

  /** The service, then each method with all that may be created for it. */
  static String of(ServiceContract service) {
    StringBuilder text = new StringBuilder(service.id().toString());
    service.methods().forEach(method -> describe(method, text));
    return text.toString();
  }

  private static void describe(MethodContract method, StringBuilder text) {
    text.append("\n  ").append(signature(method));
    TypeSet types = method.types();
    types.messages().forEach(message -> text.append("\n    ").append(of(message)));
    types.errors().forEach(error -> text.append("\n    error ").append(of(error)));
    String others = types.classes().stream()
        .filter(type -> types.messages().stream().noneMatch(message -> message.raw() == type))
        .filter(type -> types.error(type).isEmpty())
        .map(Descriptions::name).collect(Collectors.joining(", "));
    if (!others.isEmpty()) {
      text.append("\n    ").append(others);
    }
  }

  private static String signature(MethodContract method) {
    String arguments = method.parameters().stream()
        .map(parameter -> optional(parameter.type(), parameter.nullable()) + " " + parameter.name())
        .collect(Collectors.joining(", "));
    return method.name() + "(" + (method.kind().streamsRequests() ? "stream " : "") + arguments + ") -> "
        + (method.kind().streamsReplies() ? "stream " : "") + optional(method.replyType(), method.replyNullable());
  }

  private static String of(MessageType message) {
    String members = message.members().stream()
        .map(member -> member.number() + " " + optional(member.type(), member.nullable()) + " " + member.name())
        .collect(Collectors.joining(", ", "{", "}"));
    List<Type> arguments = Types.arguments(message.type());
    return name(message.raw()) + (arguments.isEmpty() ? "" : "<" + join(arguments.stream()) + ">") + " " + members;
  }

  private static String optional(Type type, boolean nullable) {
    Type shown = Types.raw(type) == Optional.class ? Types.arguments(type).get(0) : type;
    return of(shown) + (nullable ? "?" : "");
  }
}
