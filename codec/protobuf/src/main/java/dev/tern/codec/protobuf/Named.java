package dev.tern.codec.protobuf;

import dev.tern.api.contract.MethodContract;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What gets a name of its own in a {@code .proto} file. */
sealed interface Named {
  /** The level of names that cannot be longer: those of different things differ. */
  int LONGEST = 99;

  /** A record, bean or declared exception. */
  record Message(MessageModel model) implements Named {}

  /** An enum. */
  record Enumeration(Class<?> type) implements Named {}

  /** A type that others stand for. */
  record Oneof(OneofModel model) implements Named {}

  /** A collection or map where Protobuf allows none: one for all that are alike on the wire, list, set or array. */
  record Box(Shape content) implements Named {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Box box && wish(LONGEST).equals(box.wish(LONGEST));
    }

    @Override
    public int hashCode() {
      return wish(LONGEST).hashCode();
    }
  }

  /** A generated {@code <Method>Request} or {@code <Method>Response}. */
  record Wrapper(MethodContract method, boolean isRequest) implements Named {}

  /** Whose short name it stays when several want one: the lowest, if it is alone there. */
  default int rank() {
    return this instanceof Oneof ? 1 : this instanceof Wrapper ? 2 : this instanceof Box ? 3 : 0;
  }

  /**
   * The name it would like.
   *
   * @param level how many of the names around it are put before it
   */
  default String wish(int level) {
    if (this instanceof Message message) {
      return of(message.model().type().type(), level);
    }
    if (this instanceof Enumeration enumeration) {
      return of(enumeration.type(), level);
    }
    if (this instanceof Oneof oneof) { // what it stands for may be named like it: a class that is not abstract
      return level == 0 ? of(oneof.model().type(), 0) : "Any" + of(oneof.model().type(), level - 1);
    }
    if (this instanceof Wrapper wrapper) {
      MethodContract method = wrapper.method();
      String name = wrapper.isRequest() ? WrapperNames.request(method) : WrapperNames.response(method);
      return level == 0 ? name : of(prefix(method.service().name().split("\\."), level) + name);
    }
    return of(((Box) this).content(), level);
  }

  /** {@code Page<User>} as {@code PageOfUser}; of two such, those differ first that it is of. */
  private static String of(Type type, int level) {
    if (type instanceof ParameterizedType generic) {
      return of(generic.getRawType(), Math.max(0, level - 1)) + "Of" + Arrays.stream(generic.getActualTypeArguments())
          .map(argument -> of(argument, level)).collect(Collectors.joining("And"));
    }
    Class<?> raw = (Class<?>) type;
    if (raw.isArray()) {
      return raw == byte[].class ? "Bytes" : "ListOf" + of(raw.getComponentType(), level);
    }
    String around = raw.isPrimitive() || raw.getName().startsWith("java.") ? "" : around(raw);
    return of(prefix(around.split("\\."), level) + ProtoNames.capitalized(raw.getSimpleName()));
  }

  private static String around(Class<?> type) {
    List<String> names = new ArrayList<>();
    for (Class<?> outer = type.getEnclosingClass(); outer != null; outer = outer.getEnclosingClass()) {
      names.add(0, outer.getSimpleName());
    }
    names.add(0, type.getPackageName());
    return String.join(".", names);
  }

  private static String prefix(String[] around, int level) {
    return Arrays.stream(around).skip(Math.max(0, around.length - level)).map(ProtoNames::capitalized)
        .collect(Collectors.joining());
  }

  private static String of(String name) {
    return ProtoNames.identifier(name);
  }

  private static String of(Shape shape, int level) {
    if (shape instanceof Shape.Mapped mapped) {
      return "MapOf" + of(mapped.key(), level) + "To" + of(mapped.value(), level);
    }
    if (shape instanceof Shape.Repeated repeated) {
      return "ListOf" + of(repeated.element(), level);
    }
    return shape instanceof Shape.Single single ? "OptionalOf" + of(single.value(), level)
        : of(((Shape.Plain) shape).kind().type(), level);
  }

  private static String of(Value value, int level) {
    if (value instanceof Value.Scalar scalar) {
      return of(scalar.kind().type(), level);
    }
    if (value instanceof Value.Text text) {
      return of(text.form().type(), level);
    }
    if (value instanceof Value.Enumeration enumeration) {
      return of(enumeration.type(), level);
    }
    if (value instanceof Value.EnumName name) {
      return of(name.type(), level);
    }
    if (value instanceof Value.Message message) {
      return of(message.model().type().type(), level);
    }
    if (value instanceof Value.Oneof oneof) {
      return of(oneof.model().type(), level);
    }
    if (value instanceof Value.Generated generated) {
      return of(generated.type().defaultInstance().getClass(), level);
    }
    if (value instanceof Value.Box box) {
      return of(box.content(), level);
    }
    return value instanceof Value.Timestamp ? "Instant" : "Duration";
  }
}
