package dev.tern.codec.hessian;

/** The byte that a value begins with. Ranges name their lowest tag, small numbers and lengths are added to it. */
final class Tags {
  static final int NULL = 'N';
  static final int TRUE = 'T';
  static final int FALSE = 'F';

  static final int INT = 'I';
  static final int INT_1 = 0x90; // -16 to 47 in the tag
  static final int INT_2 = 0xc8; // 12 bits
  static final int INT_3 = 0xd4; // 19 bits

  static final int LONG = 'L';
  static final int LONG_1 = 0xe0; // -8 to 15 in the tag
  static final int LONG_2 = 0xf8; // 12 bits
  static final int LONG_3 = 0x3c; // 19 bits
  static final int LONG_5 = 0x59; // 32 bits

  static final int DOUBLE = 'D';
  static final int DOUBLE_ZERO = 0x5b;
  static final int DOUBLE_ONE = 0x5c;
  static final int DOUBLE_BYTE = 0x5d;
  static final int DOUBLE_SHORT = 0x5e;
  static final int DOUBLE_MILLS = 0x5f; // an int, in thousandths

  static final int DATE = 0x4a; // milliseconds
  static final int DATE_MINUTES = 0x4b;

  static final int TEXT_1 = 0x00; // up to 31 chars
  static final int TEXT_2 = 0x30; // up to 1,023
  static final int TEXT = 'S';
  static final int TEXT_CHUNK = 'R';

  static final int BINARY_1 = 0x20; // up to 15 bytes
  static final int BINARY_2 = 0x34; // up to 1,023
  static final int BINARY = 'B';
  static final int BINARY_CHUNK = 'A';

  static final int LIST_TYPED_ENDED = 0x55; // until END
  static final int LIST_TYPED = 'V';
  static final int LIST_ENDED = 0x57;
  static final int LIST = 0x58;
  static final int LIST_TYPED_1 = 0x70; // up to 7 elements
  static final int LIST_1 = 0x78;

  static final int MAP_TYPED = 'M';
  static final int MAP = 'H';
  static final int END = 'Z';

  static final int DEFINITION = 'C';
  static final int OBJECT = 'O';
  static final int OBJECT_1 = 0x60; // definitions 0 to 15
  static final int REFERENCE = 0x51;

  /** Lengths that fit into the tags of lists. */
  static final int SHORT_LIST = 7;

  private Tags() {}

  static boolean isText(int tag) {
    return tag < BINARY_1 || tag >= TEXT_2 && tag < BINARY_2 || tag == TEXT || tag == TEXT_CHUNK;
  }

  static boolean isBinary(int tag) {
    return tag >= BINARY_1 && tag < TEXT_2 || tag >= BINARY_2 && tag < 0x38 || tag == BINARY || tag == BINARY_CHUNK;
  }

  static boolean isInt(int tag) {
    return tag == INT || tag >= 0x80 && tag < 0xd8;
  }

  static boolean isLong(int tag) {
    return tag >= 0xd8 || tag >= 0x38 && tag < 0x40 || tag == LONG_5 || tag == LONG;
  }

  static boolean isDouble(int tag) {
    return tag >= DOUBLE_ZERO && tag <= DOUBLE_MILLS || tag == DOUBLE;
  }

  static boolean isDate(int tag) {
    return tag == DATE || tag == DATE_MINUTES;
  }

  static boolean isList(int tag) {
    return tag >= LIST_TYPED_ENDED && tag <= LIST || tag >= LIST_TYPED_1 && tag < 0x80;
  }

  static boolean isMap(int tag) {
    return tag == MAP || tag == MAP_TYPED;
  }

  static boolean isObject(int tag) {
    return tag == OBJECT || tag >= OBJECT_1 && tag < LIST_TYPED_1;
  }
}
