package dev.tern.codec.protobuf;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.DescriptorProto.ReservedRange;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import dev.tern.api.contract.ReservedFields;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Describes one message from the fields of its model. */
final class MessageDescriber {
  private final String fullName;
  private final Function<Named, String> fullNames;
  private final Map<String, String> forms;
  private final DescriptorProto.Builder message;

  /**
   * @param fullName of the message
   * @param fullNames what everything else is called
   * @param forms gets the form of every field that has one, by the field's full name
   */
  MessageDescriber(String fullName, Function<Named, String> fullNames, Map<String, String> forms) {
    this.fullName = fullName;
    this.fullNames = fullNames;
    this.forms = forms;
    this.message = DescriptorProto.newBuilder().setName(fullName.substring(fullName.lastIndexOf('.') + 1));
  }

  /** Numbers, and names as fields would have them, that must not be used again. */
  void reserve(ReservedFields reserved) {
    int end = 0;
    for (int number : reserved.numbers()) {
      if (number == end) {
        message.getReservedRangeBuilder(message.getReservedRangeCount() - 1).setEnd(number + 1);
      } else {
        message.addReservedRange(ReservedRange.newBuilder().setStart(number).setEnd(number + 1));
      }
      end = number + 1;
    }
    reserved.names().stream().map(ProtoNames::snake).distinct().sorted().forEach(message::addReservedName);
  }

  /** The message with these fields, map entries, and the oneofs that stand behind {@code optional} in proto3. */
  DescriptorProto describe(List<FieldModel> fields) {
    List<String> names = ProtoNames.fields(fields);
    for (int i = 0; i < fields.size(); i++) {
      message.addField(field(fields.get(i), names.get(i)));
    }
    addOneofsOfOptionals();
    return build(names);
  }

  /** The message of which one field says which type stands there. */
  DescriptorProto describe(OneofModel oneof) {
    List<FieldModel> fields = oneof.cases().stream().map(one -> new FieldModel(one.name(), one.number(), 0,
        new Shape.Single(new Value.Message(one.message()), Shape.Absence.REFUSED))).toList();
    List<String> names = ProtoNames.fields(fields);
    for (int i = 0; i < fields.size(); i++) {
      message.addField(field(fields.get(i), names.get(i)).setOneofIndex(0));
    }
    String kind = "kind";
    while (names.contains(kind)) {
      kind = "the_" + kind;
    }
    message.addOneofDecl(OneofDescriptorProto.newBuilder().setName(kind));
    return build(names);
  }

  /** Two Java names may be one in Protobuf: that of a field that is there is not reserved. */
  private DescriptorProto build(List<String> used) {
    List<String> reserved = message.getReservedNameList().stream().filter(name -> !used.contains(name)).toList();
    return message.clearReservedName().addAllReservedName(reserved).build();
  }

  private FieldDescriptorProto.Builder field(FieldModel model, String name) {
    FieldDescriptorProto.Builder field = FieldDescriptorProto.newBuilder().setName(name).setNumber(model.number())
        .setJsonName(model.name()).setLabel(Label.LABEL_OPTIONAL);
    Shape shape = model.shape();
    if (shape instanceof Shape.Plain plain) {
      type(new Value.Scalar(plain.kind()), fullName, field);
    } else if (shape instanceof Shape.Single single) {
      type(single.value(), fullName, field);
      if (single.absence() != Shape.Absence.REFUSED) {
        field.setProto3Optional(true);
      }
    } else if (shape instanceof Shape.Repeated repeated) {
      type(repeated.element(), fullName, field);
      field.setLabel(Label.LABEL_REPEATED);
    } else {
      String entry = ProtoNames.mapEntry(name);
      message.addNestedType(entry(entry, (Shape.Mapped) shape));
      field.setLabel(Label.LABEL_REPEATED).setType(Type.TYPE_MESSAGE).setTypeName("." + fullName + "." + entry);
    }
    return field;
  }

  private DescriptorProto entry(String name, Shape.Mapped mapped) {
    return DescriptorProto.newBuilder().setName(name)
        .addField(part("key", Shape.Mapped.KEY, mapped.key(), name))
        .addField(part("value", Shape.Mapped.VALUE, mapped.value(), name))
        .setOptions(MessageOptions.newBuilder().setMapEntry(true)).build();
  }

  private FieldDescriptorProto.Builder part(String name, int number, Value value, String entry) {
    FieldDescriptorProto.Builder part = FieldDescriptorProto.newBuilder().setName(name).setNumber(number)
        .setJsonName(name).setLabel(Label.LABEL_OPTIONAL);
    type(value, fullName + "." + entry, part);
    return part;
  }

  private void type(Value value, String owner, FieldDescriptorProto.Builder field) {
    String form = Notes.form(value);
    if (!form.isEmpty()) {
      forms.put(owner + "." + field.getName(), form);
    }
    if (value instanceof Value.Scalar scalar) {
      field.setType(Type.valueOf("TYPE_" + scalar.kind().protoName().toUpperCase(Locale.ROOT)));
    } else if (value instanceof Value.Text || value instanceof Value.EnumName) {
      field.setType(Type.TYPE_STRING);
    } else if (value instanceof Value.Enumeration enumeration) {
      field.setType(Type.TYPE_ENUM).setTypeName("." + fullNames.apply(new Named.Enumeration(enumeration.type())));
    } else {
      field.setType(Type.TYPE_MESSAGE).setTypeName("." + typeName(value, fullNames));
    }
  }

  /** The full name of the message that a value is. */
  static String typeName(Value value, Function<Named, String> fullNames) {
    if (value instanceof Value.Message message) {
      return fullNames.apply(new Named.Message(message.model()));
    }
    if (value instanceof Value.Oneof oneof) {
      return fullNames.apply(new Named.Oneof(oneof.model()));
    }
    if (value instanceof Value.Box box) {
      return fullNames.apply(new Named.Box(box.content()));
    }
    if (value instanceof Value.Generated generated) {
      return SchemaWalk.messageOf(generated.type()).getDescriptorForType().getFullName();
    }
    return value instanceof Value.Timestamp ? "google.protobuf.Timestamp" : "google.protobuf.Duration";
  }

  /** After the real ones, and named as protoc names them. */
  private void addOneofsOfOptionals() {
    Set<String> taken = new HashSet<>();
    message.getFieldList().forEach(field -> taken.add(field.getName()));
    message.getNestedTypeList().forEach(nested -> taken.add(nested.getName()));
    message.getOneofDeclList().forEach(oneof -> taken.add(oneof.getName()));
    for (FieldDescriptorProto.Builder field : message.getFieldBuilderList()) {
      if (field.getProto3Optional()) {
        String name = "_" + field.getName();
        while (!taken.add(name)) {
          name = "X" + name;
        }
        field.setOneofIndex(message.getOneofDeclCount());
        message.addOneofDecl(OneofDescriptorProto.newBuilder().setName(name));
      }
    }
  }
}
