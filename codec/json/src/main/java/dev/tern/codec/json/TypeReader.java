package dev.tern.codec.json;

import dev.tern.api.codec.Container;
import dev.tern.api.codec.MemberAccess;
import dev.tern.api.contract.ContractException;
import dev.tern.api.contract.Member;
import dev.tern.api.contract.MessageType;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.Types;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the codecs of one method's types from its closed type set, and refuses what JSON cannot carry. */
final class TypeReader {
  private final MethodContract method;
  private final Map<MessageType, MessageMapping> mappings;

  /** @param mappings known so far; new ones are added */
  TypeReader(MethodContract method, Map<MessageType, MessageMapping> mappings) {
    this.method = method;
    this.mappings = mappings;
  }

  /** A whole argument or reply. Only there a message may not be null; elsewhere one left out reads as null anyway. */
  Part whole(String name, String place, Type type, boolean nullable) {
    ValueCodec codec = codec(type, place, false);
    boolean message = method.types().isMessage(type) || !method.types().subtypes(type).isEmpty();
    return new Part(name, place, message && !nullable ? new RequiredCodec(codec) : codec);
  }

  /** The record or bean of that type. */
  MessageMapping message(Type type, String place) {
    return mapping(method.types().message(type).orElseThrow(() -> refused(type, place)));
  }

  /** The mapping of a message, made when it is first met. */
  MessageMapping mapping(MessageType type) {
    MessageMapping known = mappings.get(type);
    if (known != null) {
      return known;
    }
    MessageMapping mapping = new MessageMapping(type);
    mappings.put(type, mapping); // before its members: they may lead back here
    List<Part> parts = new ArrayList<>();
    List<MethodHandle> getters = new ArrayList<>();
    for (int i = 0; i < type.members().size(); i++) {
      Member member = type.members().get(i);
      String place = "field " + member.name() + " of " + mapping.name();
      parts.add(new Part(member.name(), place, codec(member.type(), place, false)));
      getters.add(MemberAccess.getter(type, i));
    }
    mapping.complete(MemberWriters.all(type.raw(), parts, getters), new PartsReader(mapping.name(), parts),
        MemberAccess.maker(type));
    return mapping;
  }

  /** @param nested true inside a collection or array */
  private ValueCodec codec(Type type, String place, boolean nested) {
    Class<?> raw = Types.raw(type);
    ValueCodec number = NumberCodec.of(raw);
    if (number != null) {
      return number;
    }
    ValueCodec text = TextCodec.of(raw);
    if (text != null) {
      return text;
    }
    if (raw.isEnum()) {
      return new EnumCodec(raw);
    }
    if (OptionalCodec.is(raw)) {
      Type content = raw == Optional.class ? argument(type, 0, place) : OptionalCodec.contentOf(raw);
      return OptionalCodec.of(raw, codec(content, place, false));
    }
    if (raw == Map.class) {
      return new MapCodec(MapKey.of(Types.raw(argument(type, 0, place))), codec(argument(type, 1, place), place, false));
    }
    Container container = Container.of(raw);
    if (container != null) {
      Type element = raw.isArray() ? raw.getComponentType() : argument(type, 0, place);
      return new ContainerCodec(container, codec(element, place, true), nested);
    }
    List<Type> subtypes = method.types().subtypes(type);
    if (!subtypes.isEmpty()) {
      Map<MessageType, MessageMapping> all = new LinkedHashMap<>();
      for (Type subtype : subtypes) {
        MessageMapping mapping = message(subtype, place);
        all.put(method.types().message(subtype).orElseThrow(), mapping);
      }
      return new SubtypeCodec(raw.getSimpleName(), all);
    }
    return message(type, place);
  }

  private Type argument(Type type, int index, String place) {
    if (type instanceof ParameterizedType generic) {
      return generic.getActualTypeArguments()[index];
    }
    throw new ContractException(method.javaName() + ", " + place + ": codec json cannot carry " + type.getTypeName()
        + " without its type arguments. Name them, such as List<String>.");
  }

  private ContractException refused(Type type, String place) {
    String why = method.types().isGenerated(type)
        ? "a generated Protobuf message. Choose codec protobuf for this method, or declare a record."
        : "which is not in the method's closed set of types. Declare a record.";
    return new ContractException(method.javaName() + ", " + place + ": codec json cannot carry " + type.getTypeName()
        + ", " + why);
  }
}
