package dev.tern.codec.protobuf;

import dev.tern.api.spi.DecodeException;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Reads all fields of one message into slots, in whatever order they come. */
final class SlotReader {
  /** What becomes of fields that the message does not have. */
  enum Unknown {
    /** Passed over. */
    SKIPPED,
    /** Collected in one more slot behind the others. */
    KEPT,
    /**
     * Passed over, unless the number is known and only the wire type is not. The fields of a message made around
     * parameters or a reply are the signature: a peer that sends another type there has another signature, and would be
     * answered for the zero or the null that is left.
     */
    REFUSED_BY_TYPE
  }

  /** Of an object and of an array, without what they hold. */
  private static final int HEADER_WEIGHT = 16;

  private static final int MEMBER_WEIGHT = 12;
  private static final int CONTAINER_WEIGHT = 24;
  private static final int NOWHERE = -1;

  private final String message;
  private final int[] numbers;
  private final int[] tags;
  private final int[] slotOf;
  private final FieldReader[] readers;
  private final int[] finishing;
  private final Object[] initial;
  private final int weight;
  private final int kept;
  private final boolean strict;

  /**
   * @param message for error texts
   * @param numbers ascending
   * @param slotOf slot of each field
   * @param readers of each field
   */
  SlotReader(String message, int[] numbers, int[] slotOf, FieldReader[] readers) {
    this(message, numbers, slotOf, readers, Unknown.SKIPPED);
  }

  SlotReader(String message, int[] numbers, int[] slotOf, FieldReader[] readers, Unknown unknown) {
    boolean keeps = unknown == Unknown.KEPT;
    this.strict = unknown == Unknown.REFUSED_BY_TYPE;
    this.message = message;
    this.numbers = numbers;
    this.slotOf = slotOf;
    this.readers = readers;
    this.tags = new int[numbers.length];
    this.initial = new Object[keeps ? numbers.length + 1 : numbers.length];
    this.kept = keeps ? numbers.length : NOWHERE;
    for (int i = 0; i < numbers.length; i++) {
      tags[i] = Wire.tag(numbers[i], mostLikelyWireType(readers[i]));
      initial[slotOf[i]] = readers[i].initial();
    }
    this.finishing = IntStream.range(0, readers.length).filter(i -> readers[i].finishes()).toArray();
    this.weight = 2 * HEADER_WEIGHT + numbers.length * MEMBER_WEIGHT + finishing.length * CONTAINER_WEIGHT;
  }

  /** Numbers in a list are sent packed; nothing else can be sent in two ways. */
  static int mostLikelyWireType(FieldReader reader) {
    return reader.accepts(Wire.LENGTH) ? Wire.LENGTH
        : reader.accepts(Wire.VARINT) ? Wire.VARINT
        : reader.accepts(Wire.FIXED64) ? Wire.FIXED64 : Wire.FIXED32;
  }

  /** Bytes of memory that one message of this kind costs, without its strings and nested messages. */
  int weight() {
    return weight;
  }

  /** Of the field at that place in the order of their numbers. */
  FieldReader reader(int field) {
    return readers[field];
  }

  /** Fresh slots. */
  Object[] start() {
    return initial.clone();
  }

  /** Reads on to the reader's limit. */
  void read(ProtoReader in, Object[] slots) throws DecodeException {
    int[] expected = tags;
    int last = 0;
    int number = 0;
    try {
      while (in.more()) {
        number = 0;
        int start = in.position();
        int tag = in.tag();
        number = Wire.number(tag);
        int field;
        // Senders write fields in the order of their numbers, so it is this one again or the next.
        if (last < expected.length && expected[last] == tag) {
          field = last;
        } else if (last + 1 < expected.length && expected[last + 1] == tag) {
          field = last + 1;
        } else {
          field = find(tag);
          if (field < 0) {
            in.skip(tag);
            if (kept != NOWHERE) {
              slots[kept] = KeptFields.add(in, slots[kept], start);
            }
            continue;
          }
        }
        last = field;
        int slot = slotOf[field];
        slots[slot] = readers[field].read(in, Wire.type(tag), slots[slot]);
      }
    } catch (DecodeException e) {
      throw in.located(e, number, message);
    }
  }

  private int find(int tag) throws DecodeException {
    int number = Wire.number(tag);
    int field = number <= numbers.length && numbers[number - 1] == number ? number - 1
        : Arrays.binarySearch(numbers, number);
    if (field < 0 || readers[field].accepts(Wire.type(tag))) {
      return field;
    }
    if (strict && Wire.type(tag) != Wire.END_GROUP) {
      throw new DecodeException("comes as " + Wire.describe(Wire.type(tag)) + ", declared here is "
          + Wire.describe(mostLikelyWireType(readers[field])) + ": the peer's interface has another type there");
    }
    return -1;
  }

  /** Makes values of all slots. May run equals and hashCode of elements of sets, which are the user's. */
  void finish(Object[] slots) throws DecodeException {
    for (int field : finishing) {
      int slot = slotOf[field];
      slots[slot] = readers[field].finish(slots[slot]);
    }
    if (kept != NOWHERE) {
      slots[kept] = KeptFields.finish(slots[kept]);
    }
  }
}
