package dev.tern.codec.hessian;

import dev.tern.api.spi.DecodeException;
import org.jspecify.annotations.Nullable;

/** A definition found in a message, with where the fields belong that it lists. For one message. */
final class SeenDefinition {
  private final Definition definition;
  private @Nullable ObjectType lastType;
  private int[] lastSlots = {};

  SeenDefinition(Definition definition) {
    this.definition = definition;
  }

  String name() {
    return definition.name();
  }

  int fields() {
    return definition.fields().size();
  }

  String field(int index) {
    return definition.fields().get(index);
  }

  /** Which member each field is; -1 for one to pass over. */
  int[] slots(ObjectType type) throws DecodeException {
    if (type != lastType) {
      lastSlots = type.slots(definition);
      lastType = type;
    }
    return lastSlots;
  }
}
