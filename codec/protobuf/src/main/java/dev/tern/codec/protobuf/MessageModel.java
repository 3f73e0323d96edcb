package dev.tern.codec.protobuf;

import dev.tern.api.contract.MessageType;
import java.util.Comparator;
import java.util.List;

/**
 * The message that a record, bean or declared exception is on the wire. Its fields are set once, after it was made,
 * since a type may contain itself. By identity.
 */
final class MessageModel {
  private final MessageType type;
  private List<FieldModel> fields = List.of();

  MessageModel(MessageType type) {
    this.type = type;
  }

  MessageType type() {
    return type;
  }

  /** True if its unknown fields have a slot, behind those of its fields, and are written back. */
  boolean keepsUnknownFields() {
    return type.unknownFields().isPresent();
  }

  /** For error texts. */
  String name() {
    return type.raw().getSimpleName();
  }

  /** In ascending order of their numbers. */
  List<FieldModel> fields() {
    return fields;
  }

  void fields(List<FieldModel> all) {
    fields = all.stream().sorted(Comparator.comparingInt(FieldModel::number)).toList();
  }

  /** The name of the field with that number. */
  String fieldName(int number) {
    for (FieldModel field : fields) {
      if (field.number() == number) {
        return field.name();
      }
    }
    return Integer.toString(number);
  }
}
