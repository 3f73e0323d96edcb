package dev.tern.codec.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tern.api.Field;
import dev.tern.api.RpcService;
import dev.tern.api.UnknownFields;
import dev.tern.api.spi.DecodeException;
import dev.tern.codec.protobuf.pb.AllTypes;
import dev.tern.codec.protobuf.pb.Nested;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The messages of {@code conformance.proto} as records, and protobuf-java to say what their bytes mean. */
final class Conformance {
  enum Kind { FOO, BAR, BAZ }

  sealed interface Choice permits Part, All {}

  record Part(@Field(1) int a, @Field(2) @Nullable All corecursive, UnknownFields unknown) implements Choice {}

  record All(@Field(1) int anInt, @Field(2) long aLong, @Field(11) float aFloat, @Field(12) double aDouble,
      @Field(13) boolean aBool, @Field(14) @Nullable String aString, @Field(15) byte @Nullable [] someBytes,
      @Field(18) @Nullable Part nested, @Field(21) @Nullable Kind kind, @Field(27) @Nullable All recursive,
      @Field(31) List<Integer> ints, @Field(32) long[] longs, @Field(41) List<Float> floats,
      @Field(42) double[] doubles, @Field(43) List<Boolean> bools, @Field(44) List<String> strings,
      @Field(45) List<byte[]> blobs, @Field(48) List<Part> nesteds, @Field(51) List<Kind> kinds,
      @Field(56) Map<Integer, Integer> intsByInt, @Field(57) Map<Long, Long> longsByLong,
      @Field(66) Map<Integer, Float> floatsByInt, @Field(67) Map<Integer, Double> doublesByInt,
      @Field(68) Map<Boolean, Boolean> boolsByBool, @Field(69) Map<String, String> stringsByString,
      @Field(70) Map<String, byte[]> blobsByString, @Field(71) Map<String, Part> nestedsByString,
      @Field(73) Map<String, Kind> kindsByString, @Field(81) @Nullable Integer boxedInt,
      @Field(82) @Nullable Long boxedLong, @Field(83) @Nullable Float boxedFloat,
      @Field(84) @Nullable Double boxedDouble, @Field(85) @Nullable Boolean boxedBool,
      @Field(111) @Nullable Choice choice, @Field(112) List<Choice> choices, @Field(301) @Nullable Instant instant,
      @Field(302) @Nullable Duration duration, UnknownFields unknown) implements Choice {}

  @RpcService
  interface Service {
    All all(All value);
  }

  /** Where a value of each type can stand, and samples of it. */
  enum Type {
    INT32(1, 81, 31, Wire.VARINT, "01", "00", "ffffffff07", "80808080f8ffffffff01", "ffffffffffffffffff01",
        "8100", "ffffffff8f01", "8080808010"),
    INT64(2, 82, 32, Wire.VARINT, "01", "00", "ffffffffffffffff7f", "80808080808080808001",
        "ffffffffffffffffff01", "818080808000", "ffffffffffffffffff7f"),
    FLOAT(11, 83, 41, Wire.FIXED32, "0000803f", "00000000", "00000080", "0000807f", "000080ff", "0000c07f", "01000000",
        "ffff7f7f"),
    DOUBLE(12, 84, 42, Wire.FIXED64, "000000000000f03f", "0000000000000000", "0000000000000080", "000000000000f07f",
        "000000000000f0ff", "000000000000f87f", "0100000000000000", "ffffffffffffef7f"),
    BOOL(13, 85, 43, Wire.VARINT, "01", "00", "02", "8001", "ffffffffffffffffff01", "8000", "80808080808080808001"),
    STRING(14, 14, 44, Wire.LENGTH, "0161", "00", "05e4b8ad6162", "04f09f9880", "0100", "03efbfbd", "8200c3a9"),
    BYTES(15, 15, 45, Wire.LENGTH, "0101", "00", "0400ff80c0", "810005"),
    MESSAGE(18, 18, 48, Wire.LENGTH, "020801", "00", "020800", "03088101", "051203088101"),
    ENUM(21, 21, 51, Wire.VARINT, "01", "00", "02", "8100", "828080808000");

    /** Numbers of fields: one value, one value or none, many values. */
    final int singular;
    final int optional;
    final int repeated;
    final int wireType;
    /** As they stand behind a tag; the first is not the default. */
    final List<ByteString> values;

    Type(int singular, int optional, int repeated, int wireType, String... values) {
      this.singular = singular;
      this.optional = optional;
      this.repeated = repeated;
      this.wireType = wireType;
      this.values = java.util.Arrays.stream(values).map(ByteString::fromHex).toList();
    }

    boolean packable() {
      return wireType != Wire.LENGTH;
    }

    ByteString value() {
      return values.get(0);
    }
  }

  private static final Wired WIRED = Wired.of(Service.class, "all");

  private Conformance() {}

  /** A message with a value in every field but enums, times and oneofs. */
  static ByteString rich() {
    Nested nested = Nested.newBuilder().setA(-3).setCorecursive(AllTypes.newBuilder().setAString("é")).build();
    return AllTypes.newBuilder().setAnInt(-1).setALong(300).setAFloat(1.5f).setADouble(-2).setABool(true)
        .setAString("text 上").setSomeBytes(ByteString.fromHex("00ff")).setNested(nested)
        .setRecursive(AllTypes.newBuilder().setNested(nested).addInts(5)).addInts(1).addInts(-1).addLongs(1L << 40)
        .addFloats(2).addDoubles(3).addBools(true).addBools(false).addStrings("").addStrings("b")
        .addBlobs(ByteString.EMPTY).addNesteds(nested).addNesteds(Nested.getDefaultInstance()).putIntsByInt(1, 2)
        .putLongsByLong(-1, 4).putFloatsByInt(1, 2).putDoublesByInt(3, 4).putBoolsByBool(true, false)
        .putStringsByString("k", "v").putBlobsByString("b", ByteString.fromHex("01")).putNestedsByString("n", nested)
        .setBoxedInt(0).setBoxedLong(-1).setBoxedFloat(0).setBoxedDouble(0).setBoxedBool(false).build().toByteString();
  }

  interface Writing {
    void to(CodedOutputStream out) throws IOException;
  }

  static ByteString pb(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      writing.to(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ByteString.copyFrom(bytes.toByteArray());
  }

  static ByteString tag(int number, int wireType) {
    return varint((long) number << 3 | wireType);
  }

  static ByteString varint(long value) {
    return pb(out -> out.writeUInt64NoTag(value));
  }

  static ByteString delimited(int number, ByteString content) {
    return all(tag(number, Wire.LENGTH), varint(content.size()), content);
  }

  static ByteString all(ByteString... parts) {
    return ByteString.copyFrom(List.of(parts));
  }

  /** What protobuf-java reads; null if it refuses. */
  static @Nullable AllTypes oracle(ByteString bytes) {
    try {
      return AllTypes.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      return null;
    }
  }

  /** What we read; null if we refuse. */
  static @Nullable All ours(ByteString bytes) {
    try {
      return (All) WIRED.readRequest(bytes.toByteArray()).get(0);
    } catch (DecodeException e) {
      return null;
    }
  }

  /** What we say of what we refuse; empty if we do not. */
  static String refusal(ByteString bytes) {
    try {
      WIRED.readRequest(bytes.toByteArray());
      return "";
    } catch (DecodeException e) {
      return e.getMessage();
    }
  }

  static ByteString written(All value) {
    return ByteString.copyFrom(WIRED.request(value));
  }

  private static String hex(ByteString bytes) {
    return java.util.HexFormat.of().formatHex(bytes.toByteArray());
  }

  /** Both refuse it. */
  static void refused(String what, ByteString bytes) {
    assertThat(oracle(bytes)).as("protobuf-java, %s: %s", what, hex(bytes)).isNull();
    assertThat(ours(bytes)).as("%s: %s", what, hex(bytes)).isNull();
  }

  /** Both read the same: written again it is to protobuf-java what the original is. */
  static AllTypes same(String what, ByteString bytes) {
    AllTypes expected = oracle(bytes);
    assertThat(expected).as("protobuf-java, %s: %s", what, hex(bytes)).isNotNull();
    assertReadAs(what, expected, bytes);
    return expected;
  }

  private static void assertReadAs(String what, AllTypes expected, ByteString bytes) {
    try {
      All read = (All) WIRED.readRequest(bytes.toByteArray()).get(0);
      assertThat(oracle(written(read))).as("%s: %s", what, hex(bytes)).isEqualTo(expected);
    } catch (DecodeException e) {
      throw new AssertionError(what + ": " + hex(bytes), e);
    }
  }

  /**
   * As {@link #same}, with the reflective reader of protobuf-java to ask. The generated one remembers what a oneof's
   * case held before another case took its place, and merges it into the next part of the former.
   */
  static void sameAsDynamic(String what, ByteString bytes) {
    try {
      assertReadAs(what, AllTypes.parseFrom(DynamicMessage
          .parseFrom(AllTypes.getDescriptor(), bytes).toByteString()), bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(what + ": " + hex(bytes), e);
    }
  }
}
