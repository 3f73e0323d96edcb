package dev.tern.codec.protobuf;

import dev.tern.api.codec.Container;
import dev.tern.api.codec.TextForm;
import dev.tern.api.contract.ContractException;
import dev.tern.api.contract.Member;
import dev.tern.api.contract.MessageType;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.ParameterContract;
import dev.tern.api.contract.Types;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Makes the field model of one method from its closed type set, and refuses what Protobuf cannot carry. */
final class ModelReader {
  private final MethodContract method;
  private final Map<MessageType, MessageModel> messages;
  private final Map<Type, OneofModel> oneofs;

  /**
   * @param messages known so far; new ones are added
   * @param oneofs likewise, by the declared type
   */
  ModelReader(MethodContract method, Map<MessageType, MessageModel> messages, Map<Type, OneofModel> oneofs) {
    this.method = method;
    this.messages = messages;
    this.oneofs = oneofs;
  }

  /** The fields of the generated {@code <Method>Request}. */
  List<FieldModel> request() {
    List<FieldModel> fields = new ArrayList<>();
    List<ParameterContract> parameters = method.parameters();
    for (int slot = 0; slot < parameters.size(); slot++) {
      ParameterContract parameter = parameters.get(slot);
      String place = "parameter " + parameter.name();
      fields.add(new FieldModel(parameter.name(), parameter.number(), slot,
          topShape(parameter.type(), parameter.nullable(), place)));
    }
    return fields;
  }

  /** The one field of the generated {@code <Method>Response}. */
  FieldModel reply() {
    return new FieldModel("result", 1, 0, topShape(method.replyType(), method.replyNullable(), "the reply"));
  }

  /** The message that a record, bean or generated type is. */
  Value message(Type type, String place) {
    return value(type, place);
  }

  /** The message that a declared exception is: its own message and its fields. */
  MessageModel error(MessageType type) {
    return model(type);
  }

  /** Only here a message may not be null; elsewhere an absent message reads as null anyway. */
  private Shape topShape(Type type, boolean nullable, String place) {
    Shape shape = shape(type, place);
    boolean message = method.types().isMessage(type) || !method.types().subtypes(type).isEmpty();
    return !nullable && message && shape instanceof Shape.Single single
        ? new Shape.Single(single.value(), Shape.Absence.REFUSED) : shape;
  }

  private Shape shape(Type type, String place) {
    Class<?> raw = Types.raw(type);
    ScalarKind scalar = ScalarKind.of(raw);
    if (raw.isPrimitive() && scalar != null) {
      return new Shape.Plain(scalar);
    }
    if (scalar != null) {
      return new Shape.Single(new Value.Scalar(scalar), Shape.Absence.NULL);
    }
    if (raw == Optional.class) {
      return new Shape.Single(value(argument(type, 0, place), place), Shape.Absence.OPTIONAL);
    }
    if (raw == OptionalInt.class) {
      return new Shape.Single(new Value.Scalar(ScalarKind.INT), Shape.Absence.OPTIONAL_INT);
    }
    if (raw == OptionalLong.class) {
      return new Shape.Single(new Value.Scalar(ScalarKind.LONG), Shape.Absence.OPTIONAL_LONG);
    }
    if (raw == OptionalDouble.class) {
      return new Shape.Single(new Value.Scalar(ScalarKind.DOUBLE), Shape.Absence.OPTIONAL_DOUBLE);
    }
    if (raw == Map.class) {
      return new Shape.Mapped(key(argument(type, 0, place), place), value(argument(type, 1, place), place));
    }
    Container container = Container.of(raw);
    if (container != null) {
      Type element = raw.isArray() ? raw.getComponentType() : argument(type, 0, place);
      return new Shape.Repeated(value(element, place), container);
    }
    return new Shape.Single(value(type, place), Shape.Absence.NULL);
  }

  private Value value(Type type, String place) {
    Class<?> raw = Types.raw(type);
    ScalarKind scalar = ScalarKind.of(raw);
    if (scalar != null) {
      return new Value.Scalar(scalar);
    }
    TextForm text = TextForm.of(raw);
    if (text != null) {
      return new Value.Text(text);
    }
    if (raw.isEnum()) {
      return new Value.Enumeration(raw);
    }
    if (raw == Instant.class) {
      return new Value.Timestamp();
    }
    if (raw == Duration.class) {
      return new Value.Span();
    }
    if (raw == Map.class || raw == Optional.class || Container.of(raw) != null) {
      return new Value.Box(shape(type, place));
    }
    if (method.types().isGenerated(type)) {
      return new Value.Generated(GeneratedType.of(raw));
    }
    if (method.types().isMessage(type)) {
      return new Value.Message(model(method.types().message(type).orElseThrow()));
    }
    if (!method.types().subtypes(type).isEmpty()) {
      return new Value.Oneof(oneof(type));
    }
    throw refused(type, place,
        "which is not in the method's closed set of types. Declare a record, or choose another codec.");
  }

  private OneofModel oneof(Type type) {
    OneofModel known = oneofs.get(type);
    if (known != null) {
      return known;
    }
    OneofModel oneof = new OneofModel(type, Types.raw(type));
    oneofs.put(type, oneof); // before its cases: they may lead back here
    List<OneofModel.Case> cases = new ArrayList<>();
    for (Type subtype : method.types().subtypes(type)) {
      String name = Types.raw(subtype).getSimpleName();
      cases.add(new OneofModel.Case(Character.toLowerCase(name.charAt(0)) + name.substring(1),
          method.types().subtypeNumber(type, subtype), model(method.types().message(subtype).orElseThrow())));
    }
    oneof.cases(cases);
    return oneof;
  }

  private MessageModel model(MessageType type) {
    MessageModel known = messages.get(type);
    if (known != null) {
      return known;
    }
    MessageModel model = new MessageModel(type);
    messages.put(type, model); // before its fields: they may lead back here
    List<FieldModel> fields = new ArrayList<>();
    List<Member> members = type.members();
    for (int slot = 0; slot < members.size(); slot++) {
      Member member = members.get(slot);
      String place = "field " + member.name() + " of " + model.name();
      fields.add(new FieldModel(member.name(), member.number(), slot, shape(member.type(), place)));
    }
    model.fields(fields);
    return model;
  }

  private Value key(Type type, String place) {
    Class<?> raw = Types.raw(type);
    if (raw.isEnum()) {
      return new Value.EnumName(raw);
    }
    Value key = value(type, place);
    if (key instanceof Value.Text || key instanceof Value.Scalar scalar && scalar.kind().canBeKey()) {
      return key;
    }
    throw refused(type, place, "as the key of a map. Declare a list of a record with both, or a key of String, "
        + "Integer, Long, Boolean or an enum.");
  }

  private Type argument(Type type, int index, String place) {
    if (type instanceof ParameterizedType generic) {
      return generic.getActualTypeArguments()[index];
    }
    throw refused(type, place, "without its type arguments. Name them, such as List<String>.");
  }

  private ContractException refused(Type type, String place, String why) {
    return new ContractException(method.javaName() + ", " + place + ": codec protobuf cannot carry "
        + type.getTypeName() + ", " + why);
  }
}
