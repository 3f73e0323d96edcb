package dev.tern.codec.protobuf;

/** Tags and lengths of the Protobuf wire format. */
final class Wire {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int LENGTH = 2;
  static final int START_GROUP = 3;
  static final int END_GROUP = 4;
  static final int FIXED32 = 5;

  private Wire() {}

  static int tag(int number, int wireType) {
    return number << 3 | wireType;
  }

  static int number(int tag) {
    return tag >>> 3;
  }

  static int type(int tag) {
    return tag & 7;
  }

  /** For error texts: what a field of that wire type can be. */
  static String describe(int wireType) {
    return switch (wireType) {
      case VARINT -> "a whole number, bool or enum";
      case FIXED64 -> "a double or fixed 64 bits";
      case LENGTH -> "text, bytes, a message or a list";
      case START_GROUP, END_GROUP -> "a group";
      default -> "a float or fixed 32 bits";
    };
  }

  /** Bytes of a varint, without a loop: 7 bits each. */
  static int varintSize(int value) {
    return (352 - Integer.numberOfLeadingZeros(value) * 9) >>> 6;
  }

  /** Bytes of a varint, without a loop: 7 bits each. */
  static int varintSize(long value) {
    return (640 - Long.numberOfLeadingZeros(value) * 9) >>> 6;
  }
}
