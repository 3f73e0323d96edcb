package dev.tern.codec.protobuf;

import static dev.tern.codec.protobuf.Conformance.all;
import static dev.tern.codec.protobuf.Conformance.delimited;
import static dev.tern.codec.protobuf.Conformance.ours;
import static dev.tern.codec.protobuf.Conformance.pb;
import static dev.tern.codec.protobuf.Conformance.refused;
import static dev.tern.codec.protobuf.Conformance.rich;
import static dev.tern.codec.protobuf.Conformance.same;
import static dev.tern.codec.protobuf.Conformance.sameAsDynamic;
import static dev.tern.codec.protobuf.Conformance.tag;
import static dev.tern.codec.protobuf.Conformance.varint;
import static dev.tern.codec.protobuf.Conformance.written;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.tern.codec.protobuf.Conformance.Type;
import dev.tern.codec.protobuf.pb.AllTypes;
import dev.tern.codec.protobuf.pb.Nested;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The binary inputs of Protobuf's conformance suite, by its categories, as far as plain Java types have them on the
 * wire (no unsigned, zigzag or fixed integers). protobuf-java is asked what each input means: what it accepts we
 * accept with the same value, what it refuses we refuse. {@link ConformanceDifferencesTest} lists where we differ.
 */
class ConformanceTest {
  private static final int UNKNOWN = 666;

  // Premature end of input.

  @ParameterizedTest
  @EnumSource
  void anEndBeforeOrInsideAValueIsRefusedWhereverItStands(Type type) {
    ByteString incomplete = switch (type.wireType) {
      case Wire.VARINT -> ByteString.fromHex("80");
      case Wire.FIXED32 -> ByteString.fromHex("000000");
      case Wire.FIXED64 -> ByteString.fromHex("00000000000000");
      default -> ByteString.fromHex("80");
    };
    for (int number : new int[] {type.singular, type.optional, type.repeated, UNKNOWN}) {
      ByteString tag = tag(number, type.wireType);
      for (ByteString cut : List.of(ByteString.empty(), incomplete)) {
        refused("end in field " + number, all(tag, cut));
        refused("end in field " + number + " of a nested message", delimited(18, delimited(2, all(tag, cut))));
        refused("end in field " + number + " of an element", delimited(48, delimited(2, all(tag, cut))));
        refused("end in field " + number + " of a map's value",
            delimited(71, delimited(2, delimited(2, all(tag, cut)))));
        refused("end in field " + number + " of a oneof", delimited(111, delimited(2, all(tag, cut))));
        refused("end in field " + number + " of a group", all(tag(UNKNOWN, Wire.START_GROUP), tag, cut));
      }
      if (type.wireType == Wire.LENGTH) {
        refused("end in the data of field " + number, all(tag, varint(1)));
        refused("end in the data of field " + number, all(tag, varint(100), ByteString.copyFromUtf8("12345")));
      }
    }
    if (type.packable()) {
      refused("end in packed values", delimited(type.repeated, incomplete));
      refused("end in packed values", delimited(type.repeated, all(type.value(), incomplete)));
      refused("end before packed values", tag(type.repeated, Wire.LENGTH));
      refused("end in a packed field", all(tag(type.repeated, Wire.LENGTH), varint(2), type.value().substring(0, 1)));
    }
    if (type == Type.MESSAGE) {
      refused("end in a message", delimited(type.singular, all(tag(1, Wire.VARINT))));
      refused("end in a message", delimited(type.repeated, all(tag(1, Wire.VARINT), ByteString.fromHex("80"))));
    }
  }

  // Tags.

  @ParameterizedTest
  @ValueSource(strings = {"01deadbeef0000000000", "020101", "0304", "05deadbeef", "0001"})
  void fieldNumberZeroIsIllegal(String hex) {
    ByteString bytes = ByteString.fromHex(hex);
    refused("number 0", bytes);
    refused("number 0 in a message", delimited(18, bytes));
    refused("number 0 in a map", delimited(56, bytes));
    refused("number 0 behind a field", all(ByteString.fromHex("0801"), bytes));
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 7})
  void unknownWireTypesAreIllegal(int wireType) {
    for (int number : new int[] {1, 14, 18, 31, 56, UNKNOWN, 536_870_911}) {
      refused("wire type " + wireType, tag(number, wireType));
      refused("wire type " + wireType, all(tag(number, wireType), ByteString.fromHex("0000000000000000")));
      refused("wire type " + wireType, delimited(18, delimited(2, all(tag(number, wireType), varint(0)))));
    }
  }

  @Test
  void groupsAreBalancedOrRefused() {
    ByteString field = all(tag(1, Wire.VARINT), varint(5));
    for (int number : new int[] {1, 18, UNKNOWN, 536_870_911}) {
      ByteString start = tag(number, Wire.START_GROUP);
      ByteString end = tag(number, Wire.END_GROUP);
      same("empty group", all(start, end));
      same("group", all(start, field, end, field));
      same("group in a group", all(start, start, field, end, start, end, end));
      same("group in a message", delimited(18, all(start, field, end)));
      same("all wire types in a group", all(start, rich(), tag(9, Wire.FIXED32), ByteString.fromHex("01020304"), end));
      refused("end alone", end);
      refused("end behind a field", all(field, end));
      refused("end in a message", delimited(18, end));
      refused("end of a message's field", all(tag(18, Wire.LENGTH), varint(end.size() + 2L), end, field));
      refused("group not ended", start);
      refused("group not ended", all(start, field));
      refused("group that ends outside its message", all(delimited(18, start), end));
      refused("end of another group", all(start, tag(number == 1 ? 2 : number - 1, Wire.END_GROUP)));
      refused("ends in the wrong order", all(start, tag(3, Wire.START_GROUP), end, tag(3, Wire.END_GROUP)));
    }
  }

  @Test
  void aTagMayBeLongerThanItsNumberNeeds() {
    assertThat(same("long tag", ByteString.fromHex("880001")).getAnInt()).isEqualTo(1);
    assertThat(same("long tag", ByteString.fromHex("888080800001")).getAnInt()).isEqualTo(1);
    same("long unknown tag", ByteString.fromHex("d0a9800001"));
  }

  @Test
  void lengthsBeyondTheirMessageAreRefused() {
    for (int number : new int[] {14, 15, 18, 27, 31, 44, 48, 56, 71, 111, 301, UNKNOWN}) {
      ByteString tag = tag(number, Wire.LENGTH);
      refused("negative length", all(tag, varint(-1)));
      refused("length of int's minimum", all(tag, varint(Integer.MIN_VALUE)));
      refused("length of int's maximum", all(tag, varint(Integer.MAX_VALUE)));
      refused("length of 2^31", all(tag, varint(1L << 31)));
      refused("length beyond the outer message", all(delimited(18, all(tag, varint(3))), ByteString.fromHex("080108")));
    }
  }

  // Valid data of each type.

  @ParameterizedTest
  @EnumSource
  void validValuesOfEveryTypeAloneInListsPackedAndUnpacked(Type type) {
    List<ByteString> unpacked = new ArrayList<>();
    ByteString packed = ByteString.empty();
    for (ByteString value : type.values) {
      same("one", all(tag(type.singular, type.wireType), value));
      same("one or none", all(tag(type.optional, type.wireType), value));
      same("in a list", all(tag(type.repeated, type.wireType), value));
      unpacked.add(all(tag(type.repeated, type.wireType), value));
      packed = packed.concat(value);
    }
    same("list", ByteString.copyFrom(unpacked));
    if (type.packable()) {
      same("packed list", delimited(type.repeated, packed));
      same("empty packed list", delimited(type.repeated, ByteString.empty()));
      same("packed and unpacked", all(delimited(type.repeated, packed), ByteString.copyFrom(unpacked),
          delimited(type.repeated, packed)));
      same("a packed field where one stands", delimited(type.singular, packed)); // unknown
    }
  }

  @ParameterizedTest
  @EnumSource
  void theLastValueCountsAndPartsOfAMessageAreMerged(Type type) {
    for (ByteString first : type.values) {
      for (ByteString second : type.values) {
        for (int number : new int[] {type.singular, type.optional}) {
          ByteString tag = tag(number, type.wireType);
          same("twice", all(tag, first, tag, second));
          same("twice in a nested message", delimited(27, all(tag, first, tag, second)));
          same("twice in two parts", all(delimited(27, all(tag, first)), delimited(27, all(tag, second))));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFieldOfAnotherWireTypeIsUnknownAndKept(Type type) {
    ByteString[] values = {varint(1), ByteString.fromHex("0102030405060708"), ByteString.fromHex("020801"), null, null,
        ByteString.fromHex("01020304")};
    for (int number : new int[] {type.singular, type.optional, type.repeated, 56, 71, 111, 301}) {
      for (int wireType : new int[] {Wire.VARINT, Wire.FIXED64, Wire.FIXED32}) {
        same("another wire type", all(tag(number, wireType), values[wireType]));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"56,10,05,08", "57,10,05,08", "66,15,0000803f,08", "67,11,000000000000f03f,08", "68,10,01,08",
      "69,12,0161,0a", "70,12,0101,0a", "71,12,020801,0a", "73,10,01,0a"})
  void entriesOfMapsInEveryOrderWithPartsLeftOutOrTwice(int number, String valueTag, String value, String keyTag) {
    String key = keyTag.equals("08") ? "0801" : "0a016b";
    String otherKey = keyTag.equals("08") ? "0800" : "0a016c";
    for (String entry : new String[] {key + valueTag + value, valueTag + value + key, key, valueTag + value, "",
        key + otherKey + valueTag + value, key + valueTag + value + valueTag + value, "18011a00" + key + "1d00000000",
        key + "0d00000000" + "11" + "0000000000000000"}) {
      same("entry", delimited(number, ByteString.fromHex(entry)));
      same("entry, then another one of its key", all(delimited(number, ByteString.fromHex(entry)),
          delimited(number, ByteString.fromHex(key + valueTag + value)), delimited(number, ByteString.fromHex(key))));
      same("entry of a nested message", delimited(27, delimited(number, ByteString.fromHex(entry))));
    }
  }

  @Test
  void valuesOfAMapEntryThatComeTwiceAreMergedButEntriesAreNot() {
    ByteString a = Nested.newBuilder().setA(1).build().toByteString();
    ByteString b = Nested.newBuilder().setCorecursive(AllTypes.newBuilder().setAnInt(2)).build().toByteString();
    ByteString key = ByteString.fromHex("0a016b");
    AllTypes merged = same("value twice", delimited(71, all(key, delimited(2, a), delimited(2, b))));
    assertThat(merged.getNestedsByStringOrThrow("k").getA()).isEqualTo(1);
    assertThat(merged.getNestedsByStringOrThrow("k").hasCorecursive()).isTrue();
    AllTypes replaced = same("key twice", all(delimited(71, all(key, delimited(2, a))),
        delimited(71, all(key, delimited(2, b)))));
    assertThat(replaced.getNestedsByStringOrThrow("k").getA()).isZero();
  }

  @Test
  void theLastCaseOfAOneofCountsAndPartsOfItAreMerged() {
    ByteString[] parts = {delimited(1, ByteString.fromHex("0801")), delimited(1, ByteString.fromHex("12020805")),
        delimited(2, ByteString.fromHex("0802")), delimited(2, ByteString.fromHex("1003")),
        delimited(1, ByteString.empty()), delimited(2, ByteString.empty())};
    for (ByteString first : parts) {
      for (ByteString second : parts) {
        same("two cases", delimited(111, all(first, second)));
        same("two parts", all(delimited(111, first), delimited(111, second)));
        sameAsDynamic("two cases", delimited(111, all(first, second)));
        same("two elements", all(delimited(112, first), delimited(112, second)));
        for (ByteString third : parts) {
          sameAsDynamic("three cases", all(delimited(111, all(first, second)), delimited(111, third)));
        }
      }
    }
  }

  @Test
  void messagesInMessagesAreMergedAtEveryDepth() {
    ByteString a = AllTypes.newBuilder().setAnInt(1).addInts(1).setNested(Nested.newBuilder().setA(5))
        .putIntsByInt(1, 1).setRecursive(AllTypes.newBuilder().setALong(7).addStrings("x")).build().toByteString();
    ByteString b = AllTypes.newBuilder().setALong(2).addInts(2).setNested(Nested.newBuilder().setCorecursive(
        AllTypes.newBuilder().setABool(true))).putIntsByInt(1, 2).putIntsByInt(2, 3)
        .setRecursive(AllTypes.newBuilder().setALong(8).addStrings("y")).build().toByteString();
    ByteString left = all(a, b);
    ByteString right = all(b, a);
    for (int depth = 0; depth < 5; depth++) {
      same("merged at depth " + depth, left);
      same("merged at depth " + depth, right);
      same("merged at depth " + depth, all(delimited(27, left), delimited(27, right)));
      left = delimited(27, left);
      right = delimited(18, delimited(2, right));
    }
  }

  @Test
  void unknownFieldsOfAllWireTypesAreKeptInTheirOrder() {
    ByteString unknown = all(tag(UNKNOWN, Wire.VARINT), varint(-1), tag(UNKNOWN, Wire.FIXED64),
        ByteString.fromHex("0102030405060708"), delimited(UNKNOWN, ByteString.fromHex("80ff")),
        tag(UNKNOWN, Wire.START_GROUP), tag(1, Wire.FIXED32), ByteString.fromHex("01020304"),
        tag(UNKNOWN, Wire.END_GROUP), tag(UNKNOWN - 1, Wire.FIXED32), ByteString.fromHex("05060708"),
        tag(UNKNOWN, Wire.VARINT), varint(3), tag(536_870_911, Wire.VARINT), varint(0));
    same("unknown fields", unknown);
    same("unknown fields of a nested message", delimited(18, unknown));
    same("unknown fields of an element", delimited(48, unknown));
    same("unknown fields of a map's value", delimited(71, delimited(2, unknown)));
    same("unknown fields of a case", delimited(111, delimited(1, unknown)));
    same("unknown fields in two parts", all(delimited(18, unknown), delimited(18, unknown)));
    assertThat(written(ours(unknown))).isEqualTo(unknown);
    same("unknown fields of an entry", delimited(69, all(unknown, ByteString.fromHex("0a016b"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"80", "bf", "c080", "c1bf", "c2", "e0a0", "e08080", "e09fbf", "eda080", "edafbf", "edb080",
      "edbfbf", "eda080edb080", "f0808080", "f08fbfbf", "f09080", "f4908080", "f5808080", "f888808080", "fc8480808080",
      "fe", "ff", "61c3", "6180", "efbfbd80", "c328", "e28228"})
  void textThatIsNotUtf8IsRefusedWhereverItStands(String hex) {
    ByteString text = ByteString.fromHex(hex);
    refused("text", delimited(14, text));
    refused("text in a list", delimited(44, text));
    refused("text behind text", delimited(14, all(ByteString.copyFromUtf8("looked at by words"), text)));
    refused("text as a key", delimited(69, delimited(1, text)));
    refused("text as a value", delimited(69, delimited(2, text)));
    refused("text in a message", delimited(27, delimited(14, text)));
    same("the same as bytes", delimited(15, text));
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1,999999999", "-62135596800,0", "253402300799,999999999"})
  void timesOfTheWholeRangeOfProtobuf(long seconds, int nanos) {
    ByteString time = pb(out -> {
      out.writeInt64(1, seconds);
      out.writeInt32(2, nanos);
    });
    same("timestamp", delimited(301, time));
    same("duration", delimited(302, seconds < 0 ? time.substring(0, 11) : time));
    same("timestamp in parts", all(delimited(301, time), delimited(301, ByteString.fromHex("1005"))));
  }
}
