package dev.tern.codec.protobuf;

import dev.tern.api.codec.Container;

/** How many values a field has, and what null means in it. */
sealed interface Shape {
  /** A primitive: absent means zero, zero is not written. */
  record Plain(ScalarKind kind) implements Shape {}

  /** One value, or none. */
  record Single(Value value, Absence absence) implements Shape {}

  /**
   * Any number of values: {@code repeated}, packed where they are numbers.
   *
   * @param container what the values are put into
   */
  record Repeated(Value element, Container container) implements Shape {}

  /** {@code map}: entries with a key as field 1 and a value as field 2, both always written. */
  record Mapped(Value key, Value value) implements Shape {
    static final int KEY = 1;
    static final int VALUE = 2;
  }

  /** What stands for a value that is not there. */
  enum Absence {
    /** Null. */
    NULL,
    /** Nothing: the sender refuses null, the reader takes the message of which every field is absent. */
    REFUSED,
    /** {@link java.util.Optional#empty()}. */
    OPTIONAL,
    /** {@link java.util.OptionalInt#empty()}. */
    OPTIONAL_INT,
    /** {@link java.util.OptionalLong#empty()}. */
    OPTIONAL_LONG,
    /** {@link java.util.OptionalDouble#empty()}. */
    OPTIONAL_DOUBLE
  }

}
