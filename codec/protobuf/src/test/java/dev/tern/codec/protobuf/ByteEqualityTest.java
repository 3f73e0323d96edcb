package dev.tern.codec.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.tern.api.RpcService;
import dev.tern.codec.protobuf.Shapes.Collections;
import dev.tern.codec.protobuf.Shapes.Matrix;
import dev.tern.codec.protobuf.Shapes.Optionals;
import dev.tern.codec.protobuf.Shapes.Plain;
import dev.tern.codec.protobuf.Shapes.Sparse;
import dev.tern.codec.protobuf.Shapes.Times;
import dev.tern.codec.protobuf.Shapes.Tree;
import dev.tern.codec.protobuf.pb.Color;
import dev.tern.codec.protobuf.pb.FindRequest;
import dev.tern.codec.protobuf.pb.Scalars;
import dev.tern.codec.protobuf.pb.ScoreResponse;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.junit.jupiter.api.Test;

/** Our bytes are protobuf-java's bytes, and its bytes are our values. */
class ByteEqualityTest {
  @RpcService
  interface Service {
    Plain plain(Plain message);

    Optionals optionals(Optionals message);

    Collections collections(Collections message);

    Tree tree(Tree message);

    Times times(Times message);

    Matrix matrix(Matrix message);

    Sparse sparse(Sparse message);

    Scalars generated(Scalars message);

    void find(long id, String name, List<Integer> flags, Scalars filter);

    double score();
  }

  private static final Scalars SCALARS = Scalars.newBuilder().setADouble(1.5).setAnInt32(-7).setAString("é€😀")
      .setASint64(-1).setAFixed32(9).setSomeBytes(ByteString.copyFrom(new byte[] {1, 2})).build();

  /** Arrays by content; NaN equals NaN; generated messages by their own equals. */
  static final RecursiveComparisonConfiguration DEEPLY = RecursiveComparisonConfiguration.builder()
      .withEqualsForType(Double::equals, Double.class).withEqualsForType(Float::equals, Float.class)
      .withEqualsForType(Scalars::equals, Scalars.class).build();

  private static void same(String method, Object value, byte[] expected) throws Exception {
    Wired wired = Wired.of(Service.class, method);
    assertThat(wired.request(value)).isEqualTo(expected);
    assertThat(wired.reply(value)).isEqualTo(expected);
    assertThat(wired.readRequest(expected)).usingRecursiveComparison(DEEPLY).isEqualTo(List.of(value));
    assertThat(wired.readReply(expected)).usingRecursiveComparison(DEEPLY).isEqualTo(value);
  }

  @Test
  void primitives() throws Exception {
    same("plain", new Plain(0, 0, false, 0, 0, (byte) 0, (short) 0, (char) 0), new byte[0]);
    same("plain", new Plain(-1, Long.MIN_VALUE, true, -0f, -0d, (byte) -128, (short) 300, 'é'),
        pb().setAnInt(-1).setALong(Long.MIN_VALUE).setABool(true).setAFloat(-0f).setADouble(-0d).setAByte(-128)
            .setAShort(300).setAChar('é').build().toByteArray());
    for (long value = 1; value > 0; value <<= 1) {
      same("plain", new Plain((int) value, value - 1, false, value, Double.NaN, (byte) value, (short) value,
          (char) value), pb().setAnInt((int) value).setALong(value - 1).setAFloat(value).setADouble(Double.NaN)
          .setAByte((byte) value).setAShort((short) value).setAChar((char) value).build().toByteArray());
    }
  }

  private static dev.tern.codec.protobuf.pb.Plain.Builder pb() {
    return dev.tern.codec.protobuf.pb.Plain.newBuilder();
  }

  @Test
  void optionals() throws Exception {
    same("optionals", new Optionals(null, null, null, null, null, null, null, null, null), new byte[0]);
    same("optionals", new Optionals(0d, 0f, 0, 0L, false, "", new byte[0], Shapes.Color.COLOR_UNSPECIFIED,
        Scalars.getDefaultInstance()),
        dev.tern.codec.protobuf.pb.Optionals.newBuilder().setADouble(0).setAFloat(0).setAnInt32(0).setAnInt64(0)
            .setABool(false).setAString("").setSomeBytes(ByteString.EMPTY).setColor(Color.COLOR_UNSPECIFIED)
            .setScalars(Scalars.getDefaultInstance()).build().toByteArray());
    same("optionals", new Optionals(2.5, 1f, -3, 4L, true, "上海", new byte[300], Shapes.Color.GREEN, SCALARS),
        dev.tern.codec.protobuf.pb.Optionals.newBuilder().setADouble(2.5).setAFloat(1).setAnInt32(-3).setAnInt64(4)
            .setABool(true).setAString("上海").setSomeBytes(ByteString.copyFrom(new byte[300])).setColor(Color.GREEN)
            .setScalars(SCALARS).build().toByteArray());
  }

  @Test
  void collections() throws Exception {
    same("collections", new Collections(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
        List.of(), Map.of(), Map.of(), Map.of()), new byte[0]);
    Map<String, Integer> counts = new LinkedHashMap<>();
    counts.put("z", 1);
    counts.put("", 0);
    counts.put("a", -1);
    Map<String, Scalars> byName = new LinkedHashMap<>();
    byName.put("one", SCALARS);
    byName.put("none", Scalars.getDefaultInstance());
    same("collections", new Collections(List.of(0, 1, -1, 300), new LinkedList<>(List.of(5L, 0L)), List.of(0.0, 1.5),
        List.of(true, false), List.of("", "a", "é"), List.of(new byte[0], new byte[] {7}),
        List.of(Shapes.Color.RED, Shapes.Color.COLOR_UNSPECIFIED), List.of(SCALARS, Scalars.getDefaultInstance()),
        counts, Map.of(0L, ""), byName),
        dev.tern.codec.protobuf.pb.Collections.newBuilder().addAllInts(List.of(0, 1, -1, 300)).addLongs(5).addLongs(0)
            .addDoubles(0).addDoubles(1.5).addBools(true).addBools(false).addStrings("").addStrings("a")
            .addStrings("é").addBlobs(ByteString.EMPTY).addBlobs(ByteString.copyFrom(new byte[] {7}))
            .addColors(Color.RED).addColors(Color.COLOR_UNSPECIFIED).addMessages(SCALARS)
            .addMessages(Scalars.getDefaultInstance()).putAllCounts(counts).putNames(0, "").putAllByName(byName)
            .build().toByteArray());
  }

  @Test
  void recursion() throws Exception {
    Tree tree = new Tree("root", List.of(new Tree("", List.of(new Tree(null, List.of()))), new Tree("b", List.of())));
    var pb = dev.tern.codec.protobuf.pb.Tree.newBuilder().setLabel("root")
        .addChildren(dev.tern.codec.protobuf.pb.Tree.newBuilder().setLabel("")
            .addChildren(dev.tern.codec.protobuf.pb.Tree.newBuilder()))
        .addChildren(dev.tern.codec.protobuf.pb.Tree.newBuilder().setLabel("b")).build();
    same("tree", tree, pb.toByteArray());
  }

  @Test
  void times() throws Exception {
    Instant instant = Instant.parse("1969-12-31T23:59:59.999999999Z");
    var pb = dev.tern.codec.protobuf.pb.Times.newBuilder()
        .setInstant(Timestamp.newBuilder().setSeconds(-1).setNanos(999_999_999))
        .setDuration(com.google.protobuf.Duration.newBuilder().setNanos(-500_000_000))
        .setDate("2026-11-22").setAmount("-12.50")
        .addInstants(Timestamp.getDefaultInstance()).build();
    same("times", new Times(instant, Duration.ofMillis(-500), LocalDate.of(2026, 11, 22), new BigDecimal("-12.50"),
        List.of(Instant.EPOCH)), pb.toByteArray());
    same("times", new Times(null, null, null, null, List.of()), new byte[0]);
  }

  @Test
  void listsInListsAreMessagesAround() throws Exception {
    var row = dev.tern.codec.protobuf.pb.Matrix.Row.newBuilder().addValues(1).addValues(2).build();
    var empty = dev.tern.codec.protobuf.pb.Matrix.Row.getDefaultInstance();
    same("matrix", new Matrix(List.of(List.of(1, 2), List.of()), Map.of("r", List.of(1, 2))),
        dev.tern.codec.protobuf.pb.Matrix.newBuilder().addRows(row).addRows(empty).putNamed("r", row).build()
            .toByteArray());
  }

  @Test
  void fieldNumbersThatAreGivenAndFar() throws Exception {
    same("sparse", new Sparse("b", "c", "a"), dev.tern.codec.protobuf.pb.Sparse.newBuilder().setFirst("a").setFar("b")
        .setFarthest("c").build().toByteArray());
  }

  @Test
  void generatedMessages() throws Exception {
    same("generated", SCALARS, SCALARS.toByteArray());
    same("generated", Scalars.getDefaultInstance(), new byte[0]);
  }

  @Test
  void wrappedRequestsAndReplies() throws Exception {
    Wired find = Wired.of(Service.class, "find");
    byte[] expected = FindRequest.newBuilder().setId(42).setName("Ada").addFlags(1).addFlags(200).setFilter(SCALARS)
        .build().toByteArray();
    assertThat(find.request(42L, "Ada", List.of(1, 200), SCALARS)).isEqualTo(expected);
    assertThat(find.readRequest(expected)).isEqualTo(List.of(42L, "Ada", List.of(1, 200), SCALARS));
    assertThat(find.reply(null)).isEmpty();
    assertThat(find.readReply(new byte[0])).isNull();

    Wired score = Wired.of(Service.class, "score");
    assertThat(score.request()).isEmpty();
    assertThat(score.readRequest(new byte[0])).isEmpty();
    assertThat(score.reply(1.5)).isEqualTo(ScoreResponse.newBuilder().setResult(1.5).build().toByteArray());
    assertThat(score.readReply(new byte[0])).isEqualTo(0.0);
  }

  @Test
  void textOfEveryLengthAndScript() throws Exception {
    for (String unit : List.of("a", "é", "世", "😀", "aé世😀")) {
      for (int length : List.of(0, 1, 2, 31, 32, 42, 43, 127, 128, 300, 5000, 70_000)) {
        String text = unit.repeat(length);
        same("tree", new Tree(text, new ArrayList<>()),
            dev.tern.codec.protobuf.pb.Tree.newBuilder().setLabel(text).build().toByteArray());
        assertThat(Utf8.length(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
      }
    }
  }
}
