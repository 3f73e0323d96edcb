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

  /** Bytes of a varint, without a loop: 7 bits each. */
  static int varintSize(int value) {
    return (352 - Integer.numberOfLeadingZeros(value) * 9) >>> 6;
  }

  /** Bytes of a varint, without a loop: 7 bits each. */
  static int varintSize(long value) {
    return (640 - Long.numberOfLeadingZeros(value) * 9) >>> 6;
  }
}
