package dev.tern.codec.protobuf;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.tern.api.spi.DecodeException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a generated message will cost before protobuf-java, which counts nothing, makes it: walks the bytes along
 * the message's descriptor. Two bytes that ask for a message with many fields, or for a field that nobody knows, cost
 * several hundred bytes of memory. Completed once after it was made, since a type may contain itself.
 */
final class GeneratedWeight {
  /** Of a message and its builder, without their fields. */
  private static final int MESSAGE_WEIGHT = 96;

  private static final int FIELD_WEIGHT = 16;

  /** Of an unknown field: its entry in a map, its builders and its lists. */
  private static final int UNKNOWN_WEIGHT = 448;

  /** Of one more value of the unknown field before it. */
  private static final int UNKNOWN_AGAIN_WEIGHT = 64;

  /** Of fewer bytes no field is made. */
  private static final int SMALLEST_FIELD = 2;

  /** Memory that a frame may cost anyway. */
  private static final int UNCOUNTED = 1 << 20;

  private final int weight;
  private int[] numbers = {};
  private Field[] fields = {};
  private int heaviest;

  private GeneratedWeight(int weight) {
    this.weight = weight;
  }

  /**
   * A field of the message.
   *
   * @param wireType of one value
   * @param packable may also come as a sequence of values
   * @param message what it holds, or {@link #NONE}
   */
  private record Field(int wireType, boolean packable, GeneratedWeight message) {}

  private static final GeneratedWeight NONE = new GeneratedWeight(0);

  /** @param known those of other messages, shared; new ones are added */
  static GeneratedWeight of(Descriptor type, Map<Descriptor, GeneratedWeight> known) {
    GeneratedWeight made = known.get(type);
    if (made != null) {
      return made;
    }
    GeneratedWeight weight = new GeneratedWeight(MESSAGE_WEIGHT + FIELD_WEIGHT * type.getFields().size());
    known.put(type, weight); // before its fields: they may lead back here
    List<FieldDescriptor> sorted = type.getFields().stream()
        .sorted(Comparator.comparingInt(FieldDescriptor::getNumber)).toList();
    weight.numbers = sorted.stream().mapToInt(FieldDescriptor::getNumber).toArray();
    weight.fields = sorted.stream().map(field -> new Field(field.getLiteType().getWireType(), field.isPackable(),
        field.getJavaType() == FieldDescriptor.JavaType.MESSAGE ? of(field.getMessageType(), known) : NONE))
        .toArray(Field[]::new);
    weight.heaviest = known.values().stream().mapToInt(one -> one.weight).max().orElse(0);
    return weight;
  }

  /** Bytes of memory that one message costs, without what its fields hold. */
  int ofMessage() {
    return weight;
  }

  /**
   * Counts all that is left in the reader, and leaves it there.
   *
   * @throws DecodeException if it costs too much, is nested too deep or is no message at all
   */
  void count(ProtoReader in) throws DecodeException {
    long worst = (long) in.frameBytes() * Math.max(UNKNOWN_WEIGHT, heaviest) / SMALLEST_FIELD;
    if (worst <= UNCOUNTED) {
      return; // whatever is in it: nearly all frames are that short
    }
    int start = in.position();
    walk(in);
    in.position(start);
  }

  private void walk(ProtoReader in) throws DecodeException {
    int unknown = 0;
    while (in.more()) {
      unknown = walk(in, in.tag(), unknown);
    }
  }

  /** @return the tag if it is unknown, else the one unknown before it */
  private int walk(ProtoReader in, int tag, int unknown) throws DecodeException {
    Field field = known(tag);
    if (field == null) {
      unknown(in, tag, unknown);
      return tag;
    }
    if (field.message == NONE) {
      in.skip(tag);
    } else {
      in.node(field.message.weight);
      field.message.nested(in, tag);
    }
    return unknown;
  }

  private @Nullable Field known(int tag) {
    int index = Arrays.binarySearch(numbers, Wire.number(tag));
    if (index < 0) {
      return null;
    }
    Field field = fields[index];
    int wireType = Wire.type(tag);
    return wireType == field.wireType || field.packable && wireType == Wire.LENGTH ? field : null;
  }

  private void nested(ProtoReader in, int tag) throws DecodeException {
    if (Wire.type(tag) == Wire.LENGTH) {
      int outer = in.enter();
      walk(in);
      in.leave(outer);
      return;
    }
    in.descend();
    int unknown = 0;
    for (int inner = in.tagInGroup(tag); inner != ProtoReader.END; inner = in.tagInGroup(tag)) {
      unknown = walk(in, inner, unknown);
    }
    in.ascend();
  }

  private static void unknown(ProtoReader in, int tag, int before) throws DecodeException {
    in.node(tag == before ? UNKNOWN_AGAIN_WEIGHT : UNKNOWN_WEIGHT);
    if (Wire.type(tag) == Wire.START_GROUP) {
      NONE.nested(in, tag);
    } else {
      in.skip(tag);
    }
  }
}
