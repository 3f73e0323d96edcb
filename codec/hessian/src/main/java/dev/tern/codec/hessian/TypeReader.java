package dev.tern.codec.hessian;

import dev.tern.api.codec.Container;
import dev.tern.api.contract.ContractException;
import dev.tern.api.contract.Member;
import dev.tern.api.contract.MessageType;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.Types;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Prepares the types that one method reaches, from its closed set, and refuses what Hessian cannot carry. */
final class TypeReader {
  private final MethodContract method;
  private final Map<Type, ValueType> types;
  private final Map<Type, MessageObject> objects;

  /**
   * @param types known so far, as they are declared; new ones are added
   * @param objects records, beans and exceptions known so far, as themselves; new ones are added
   */
  TypeReader(MethodContract method, Map<Type, ValueType> types, Map<Type, MessageObject> objects) {
    this.method = method;
    this.types = types;
    this.objects = objects;
  }

  /** What a parameter, reply, member or element is. */
  ValueType type(Type type, String place) {
    ValueType known = types.get(type);
    if (known != null) {
      return known;
    }
    Class<?> raw = Types.raw(type);
    List<Type> subtypes = method.types().subtypes(type);
    if (!subtypes.isEmpty()) {
      AnyOf anyOf = new AnyOf(raw);
      types.put(type, anyOf); // before its subtypes: they may lead back here
      anyOf.complete(subtypes.stream().map(subtype -> (ObjectType) object(message(subtype), place)).toList());
      return anyOf;
    }
    Optional<MessageType> message = method.types().message(type);
    ValueType made = message.isPresent() ? object(message.get(), place) : fixed(type, raw, place);
    types.put(type, made);
    return made;
  }

  private MessageType message(Type type) {
    return method.types().message(type).orElseThrow();
  }

  /** A declared exception. */
  MessageObject error(MessageType error) {
    return object(error, "error " + error.raw().getSimpleName());
  }

  private MessageObject object(MessageType type, String place) {
    MessageObject known = objects.get(type.type());
    if (known != null) {
      return known;
    }
    if (type.members().size() > Definition.MAX_FIELDS) {
      throw refused(type.type(), place, "which has more than " + Definition.MAX_FIELDS + " fields. Divide it.");
    }
    MessageObject object = MessageObject.of(type);
    objects.put(type.type(), object); // before its members: they may lead back here
    List<ValueType> members = new ArrayList<>();
    for (Member member : type.members()) {
      members.add(type(member.type(), "field " + member.name() + " of " + type.raw().getSimpleName()));
    }
    object.complete(type, members);
    return object;
  }

  private ValueType fixed(Type type, Class<?> raw, String place) {
    ValueType fixed = fixed(raw);
    if (fixed != null) {
      return fixed;
    }
    if (raw.isEnum()) {
      return new EnumObject(raw);
    }
    if (raw == Optional.class) {
      return OptionalType.of(type(argument(type, 0, place), place));
    }
    if (raw == Map.class) {
      return new MapType(type(argument(type, 0, place), place), type(argument(type, 1, place), place));
    }
    Container container = Container.of(raw);
    if (container != null) {
      Type element = raw.isArray() ? raw.getComponentType() : argument(type, 0, place);
      return new ListType(container, type(element, place), Types.raw(element));
    }
    throw refused(type, place, method.types().isGenerated(type)
        ? "a generated Protobuf message. Choose codec protobuf: @RpcMethod(codec = \"protobuf\")."
        : "which is not in the method's closed set of types. Declare a record.");
  }

  private static @Nullable ValueType fixed(Class<?> raw) {
    ValueType plain = PlainTypes.of(raw);
    if (plain != null) {
      return plain;
    }
    ValueType jdk = JdkTypes.of(raw);
    if (jdk != null) {
      return jdk;
    }
    ValueType array = ArrayOfPrimitives.of(raw);
    if (array != null) {
      return array;
    }
    if (raw == OptionalInt.class) {
      return OptionalType.ofInt();
    }
    if (raw == OptionalLong.class) {
      return OptionalType.ofLong();
    }
    return raw == OptionalDouble.class ? OptionalType.ofDouble() : null;
  }

  private Type argument(Type type, int index, String place) {
    if (type instanceof ParameterizedType generic) {
      return generic.getActualTypeArguments()[index];
    }
    throw refused(type, place, "without its type arguments. Name them, such as List<String>.");
  }

  private ContractException refused(Type type, String place, String why) {
    return new ContractException(method.javaName() + ", " + place + ": codec hessian cannot carry "
        + type.getTypeName() + ", " + why);
  }
}
