package dev.tern.codec.protobuf;

import java.util.Collection;
import java.util.List;

/**
 * How compiled code writes and reads one field. Kinds it has no code for are left to the field's own writer and
 * reader, so that a new shape works without anything said here.
 */
enum Step {
  BYTE(byte.class),
  SHORT(short.class),
  CHAR(char.class),
  INT(int.class),
  LONG(long.class),
  BOOL(boolean.class),
  FLOAT(float.class),
  DOUBLE(double.class),
  STRING(String.class),
  BYTES(byte[].class),
  MESSAGE(Object.class),
  STRINGS(List.class),
  MESSAGES(List.class),
  INTS(List.class),
  LONGS(List.class),
  OTHER(Object.class);

  private final Class<?> type;

  Step(Class<?> type) {
    this.type = type;
  }

  static Step of(Shape shape) {
    if (shape instanceof Shape.Plain plain) {
      return of(plain.kind());
    }
    if (shape instanceof Shape.Single single && single.absence() == Shape.Absence.NULL) {
      return single.value() instanceof Value.Message ? MESSAGE
          : single.value() instanceof Value.Scalar scalar && !scalar.kind().packable() ? of(scalar.kind()) : OTHER;
    }
    if (shape instanceof Shape.Repeated repeated && isList(repeated.container().type())) {
      return repeated.element() instanceof Value.Message ? MESSAGES
          : repeated.element() instanceof Value.Scalar scalar ? listOf(scalar.kind()) : OTHER;
    }
    return OTHER;
  }

  private static boolean isList(Class<?> type) {
    return type == List.class || type == Collection.class;
  }

  private static Step of(ScalarKind kind) {
    return switch (kind) {
      case BYTE -> BYTE;
      case SHORT -> SHORT;
      case CHAR -> CHAR;
      case INT -> INT;
      case LONG -> LONG;
      case BOOL -> BOOL;
      case FLOAT -> FLOAT;
      case DOUBLE -> DOUBLE;
      case STRING -> STRING;
      case BYTES -> BYTES;
    };
  }

  private static Step listOf(ScalarKind kind) {
    return switch (kind) {
      case INT -> INTS;
      case LONG -> LONGS;
      case STRING -> STRINGS;
      default -> OTHER;
    };
  }

  /** Of the variable that holds what was read. */
  Class<?> type() {
    return type;
  }

  boolean isList() {
    return type == List.class;
  }
}
