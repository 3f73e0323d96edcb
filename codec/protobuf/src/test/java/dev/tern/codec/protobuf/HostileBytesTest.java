package dev.tern.codec.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.sun.management.ThreadMXBean;
import dev.tern.api.RpcService;
import dev.tern.api.spi.DecodeException;
import dev.tern.codec.protobuf.Shapes.Collections;
import dev.tern.codec.protobuf.Shapes.Matrix;
import dev.tern.codec.protobuf.Shapes.Optionals;
import dev.tern.codec.protobuf.Shapes.Plain;
import dev.tern.codec.protobuf.Shapes.Times;
import dev.tern.codec.protobuf.Shapes.Tree;
import dev.tern.codec.protobuf.pb.Scalars;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that nobody honest sends: refused by a DecodeException, at a price in proportion to their length. */
class HostileBytesTest {
  record Wide(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k, int l, int m, int n, int o,
      int p, int q, int r, int s, int t) {}

  record Wides(List<Wide> items) {}

  /** Its hash code is whatever a sender likes, as that of every record of numbers. */
  record Pair(int a, int b) {}

  record Pairs(Set<Pair> items) {}

  /** The group is its case 2, which is where {@link #nested} puts the next level. */
  sealed interface Shape permits Leaf, Group {}

  record Leaf(int a) implements Shape {}

  record Group(int a, Shape inner) implements Shape {}

  @RpcService
  interface Service {
    void pairs(Pairs message);

    Plain plain(Plain message);

    Optionals optionals(Optionals message);

    Collections collections(Collections message);

    Tree tree(Tree message);

    Times times(Times message);

    Matrix matrix(Matrix message);

    void shape(Shape value);

    Wides wides(Wides message);

    Scalars generated(Scalars message);

    void primitives(int[] numbers, List<Boolean> flags, byte small, String text);
  }

  private static byte[] pb(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      writing.to(out);
      out.flush();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  interface Writing {
    void to(CodedOutputStream out) throws IOException;
  }

  private static void refused(String method, byte[] bytes, String text) {
    assertThatThrownBy(() -> Wired.of(Service.class, method).readRequest(bytes)).isInstanceOf(DecodeException.class)
        .hasMessage(text).hasNoCause().satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
  }

  @Test
  void aHundredThousandChangedFrames() throws Exception {
    Scalars scalars = Scalars.newBuilder().setAString("text").setAnInt64(-1).build();
    Map<String, Object> messages = Map.of(
        "plain", new Plain(1, -2, true, 3, 4, (byte) 5, (short) 6, '7'),
        "optionals", new Optionals(1d, 2f, 3, 4L, true, "é上😀", new byte[9], Shapes.Color.RED, scalars),
        "collections", new Collections(List.of(1, -1), List.of(5L), List.of(0.5), List.of(true), List.of("a", "é"),
            List.of(new byte[3]), List.of(Shapes.Color.RED), List.of(scalars), Map.of("k", 1), Map.of(2L, "v"),
            Map.of("s", scalars)),
        "tree", new Tree("a", List.of(new Tree("b", List.of(new Tree("c", List.of()))), new Tree("d", List.of()))),
        "times", new Times(Instant.now(), Duration.ofMillis(-5), LocalDate.EPOCH, BigDecimal.TEN, List.of()),
        "matrix", new Matrix(List.of(List.of(1, 2), List.of()), Map.of("r", List.of(3))));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Random random = new Random(20_261_122);
    int refused = 0;
    for (String method : new java.util.TreeMap<>(messages).keySet()) {
      Wired wired = Wired.of(Service.class, method);
      byte[] whole = wired.request(messages.get(method));
      for (int i = 0; i < 17_000; i++) {
        byte[] changed = change(whole, random);
        long before = threads.getCurrentThreadAllocatedBytes();
        Throwable thrown = catchThrowable(() -> wired.readRequest(changed));
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        if (thrown != null) {
          assertThat(thrown).isInstanceOf(DecodeException.class);
          refused++;
        }
        assertThat(allocated).isLessThan((1 << 20) + 64L * changed.length);
      }
    }
    assertThat(refused).isBetween(30_000, 90_000);
  }

  static byte[] change(byte[] whole, Random random) {
    byte[] changed = random.nextInt(4) > 0 ? whole.clone()
        : java.util.Arrays.copyOf(whole, random.nextInt(whole.length * 2));
    for (int change = random.nextInt(4); change >= 0 && changed.length > 0; change--) {
      int at = random.nextInt(changed.length);
      changed[at] = switch (random.nextInt(4)) {
        case 0 -> (byte) (changed[at] ^ 1 << random.nextInt(8));
        case 1 -> (byte) 0xff;
        case 2 -> (byte) (changed[at] + 1);
        default -> (byte) random.nextInt();
      };
    }
    return changed;
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 65, 1000, 1_000_000})
  void nestingBeyond64IsRefusedOnASmallStackToo(int levels) throws Exception {
    byte[] nested = nested(levels);
    Throwable refusal = onASmallStack("tree", nested);
    if (levels <= 64) {
      assertThat(refusal).isNull();
    } else {
      assertThat(refusal).isInstanceOf(DecodeException.class).hasMessage("field 2 of Tree: nested deeper than 64");
    }
  }

  /** In a field that nobody knows, in a generated message, inside of one, around a sealed type, in boxes of lists. */
  @ParameterizedTest
  @CsvSource({"plain, 100, 3", "generated, 100, 3", "optionals, 9, 2", "shape, 1, 2", "matrix, 1, 2", "tree, 2, 3"})
  void aMillionLevelsOverflowNoStackWhereverTheyStand(String method, int number, int wireType) throws Exception {
    byte[] inside = wireType == 2 ? nested(1_000_000) : groups(1_000_000);
    byte[] bytes = wireType == 2 ? pb(out -> out.writeByteArray(number, inside)) : inside;
    Throwable refusal = onASmallStack(method, bytes);
    assertThat(refusal == null || refusal instanceof DecodeException).as(String.valueOf(refusal)).isTrue();
    if (wireType == 3) {
      assertThat(refusal).isNotNull();
    }
  }

  private static byte[] groups(int levels) {
    return pb(out -> {
      for (int i = 0; i < levels; i++) {
        out.writeTag(100, 3);
      }
    });
  }

  /** What reading on a thread with a stack of 512 kB throws, or null. */
  private static Throwable onASmallStack(String method, byte[] bytes) throws InterruptedException {
    Wired wired = Wired.of(Service.class, method);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread small = new Thread(null,
        () -> thrown.set(catchThrowable(() -> wired.readRequest(bytes))), "small", 512 << 10);
    small.start();
    small.join();
    return thrown.get();
  }

  /** Lengths of every level are true: built from the inside, at the end of an array with room for all. */
  private static byte[] nested(int levels) {
    byte[] bytes = new byte[5 * levels];
    int start = bytes.length;
    for (int i = 0; i < levels; i++) {
      int size = bytes.length - start;
      byte[] prefix = pb(pb -> {
        pb.writeTag(2, 2);
        pb.writeUInt32NoTag(size);
      });
      start -= prefix.length;
      System.arraycopy(prefix, 0, bytes, start, prefix.length);
    }
    return java.util.Arrays.copyOfRange(bytes, start, bytes.length);
  }

  @Test
  void groupsOfUnknownFieldsArePassedOverButNotTooDeep() throws Exception {
    byte[] groups = pb(out -> {
      for (int i = 0; i < 64; i++) {
        out.writeTag(100 + i, 3);
        out.writeInt32(1, 5);
        out.writeString(2, "skipped");
      }
      for (int i = 63; i >= 0; i--) {
        out.writeTag(100 + i, 4);
      }
      out.writeInt32(1, 7);
    });
    assertThat(Wired.of(Service.class, "plain").readRequest(groups).get(0)).extracting("anInt").isEqualTo(7);
    refused("plain", pb(out -> {
      for (int i = 0; i < 100_000; i++) {
        out.writeTag(100, 3);
      }
    }), "field 100 of Plain: nested deeper than 64");
    refused("plain", pb(out -> {
      out.writeTag(100, 3);
      out.writeTag(101, 4);
    }), "field 100 of Plain: end of another group than the one that began");
    refused("plain", pb(out -> out.writeTag(100, 4)), "field 100 of Plain: end of a group that never began");
    refused("plain", pb(out -> out.writeTag(100, 3)), "field 100 of Plain: group cut off");
  }

  @Test
  void lengthsThatLie() {
    refused("tree", pb(out -> {
      out.writeTag(1, 2);
      out.writeUInt32NoTag(90_000);
      out.writeRawBytes(new byte[12]);
    }), "field 1 of Tree: length 90000 with 12 bytes left");
    refused("tree", pb(out -> {
      out.writeTag(1, 2);
      out.writeUInt64NoTag(-1);
    }), "field 1 of Tree: length 18446744073709551615 with 0 bytes left");
    refused("tree", pb(out -> {
      out.writeTag(2, 2);
      out.writeUInt32NoTag(2);
      out.writeTag(1, 2);
      out.writeUInt32NoTag(1); // inside the frame, outside the nested message
      out.writeRawBytes(new byte[12]);
    }), "field 1 of Tree: length 1 with 0 bytes left");
    refused("primitives", pb(out -> {
      out.writeTag(1, 2);
      out.writeUInt32NoTag(Integer.MAX_VALUE);
    }), "field 1 of PrimitivesRequest: length 2147483647 with 0 bytes left");
  }

  @Test
  void tagsThatAreNone() {
    refused("plain", new byte[] {0}, "Plain: tag without a valid field number");
    refused("plain", new byte[] {0x0e}, "Plain: unknown wire type 6");
    refused("plain", new byte[] {0x0f}, "Plain: unknown wire type 7");
    refused("plain", pb(out -> out.writeUInt64NoTag(1L << 33)), "Plain: tag without a valid field number");
    refused("plain", pb(out -> out.writeUInt64NoTag(-1)), "Plain: tag without a valid field number");
  }

  @Test
  void numbersThatEndBeyondTheirMessage() {
    refused("plain", new byte[] {8, (byte) 0x80}, "field 1 of Plain: number cut off"); // more 0x80 follow in the array
    refused("plain", new byte[] {8}, "field 1 of Plain: number cut off");
    refused("plain", new byte[] {0x25, 1, 2, 3}, "field 4 of Plain: number cut off");
    refused("plain", new byte[] {0x29, 1, 2, 3, 4, 5, 6, 7}, "field 5 of Plain: number cut off");
    refused("plain", pb(out -> {
      out.writeTag(2, 0);
      out.writeRawBytes(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1});
    }), "field 2 of Plain: number longer than 10 bytes");
    refused("plain", pb(out -> out.writeInt32(6, 128)), "field 6 of Plain: number does not fit a byte");
  }

  @ParameterizedTest
  @CsvSource({"80", "c0 80", "c3", "ed a0 80", "ed b0 80", "f4 90 80 80", "f8 88 80 80 80", "e0 80 80", "f0 80 80 80",
      "41 ff 41", "ef bf bd 80"})
  void textThatIsNotUtf8(String hex) {
    byte[] bytes = ByteString.fromHex(hex.replace(" ", "")).toByteArray();
    refused("tree", pb(out -> out.writeByteArray(1, bytes)), "field 1 of Tree: text is not valid UTF-8");
  }

  @Test
  void theReplacementCharacterItselfIsText() throws Exception {
    Wired tree = Wired.of(Service.class, "tree");
    assertThat(tree.readRequest(pb(out -> out.writeString(1, "a\uFFFD"))))
        .isEqualTo(List.of(new Tree("a\uFFFD", List.of())));
  }

  @Test
  void manyEmptyMessagesCostNoMoreThanTheyWeigh() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[] bytes = pb(out -> {
      for (int i = 0; i < 500_000; i++) {
        out.writeByteArray(1, new byte[0]);
      }
    });
    Wired wides = Wired.of(Service.class, "wides");
    catchThrowable(() -> wides.readRequest(new byte[] {10, 0})); // classes loaded
    long before = threads.getCurrentThreadAllocatedBytes();
    Throwable thrown = catchThrowable(() -> wides.readRequest(bytes));
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan((1 << 20) + 64L * bytes.length);
    assertThat(thrown).isInstanceOf(DecodeException.class)
        .hasMessage("field 1 of Wides: far more memory asked for than the bytes are worth");
  }

  @Test
  void moreThanAMillionElementsAreRefused() {
    refused("collections", pb(out -> {
      for (int i = 0; i < 1_000_001; i++) {
        out.writeString(5, "");
      }
    }), "field 5 of Collections: more than 1000000 messages, entries and elements");
  }

  @Test
  void packedNumbersAreCountedByTheirBytes() throws Exception {
    byte[] bytes = pb(out -> out.writeByteArray(2, new byte[2_000_000]));
    List<?> flags = (List<?>) Wired.of(Service.class, "primitives").readRequest(bytes).get(1);
    assertThat(flags).hasSize(2_000_000);
  }

  @Test
  void elementsOfOneHashCodeCostNoMoreThanTheyWeigh() {
    byte[] bytes = pb(out -> {
      for (int i = 0; i < 40_000; i++) {
        int a = i;
        out.writeByteArray(1, pb(pair -> {
          pair.writeInt32(1, a);
          pair.writeInt32(2, -31 * a);
        }));
      }
    });
    Wired pairs = Wired.of(Service.class, "pairs");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime();
    Throwable refusal = catchThrowable(() -> pairs.readRequest(bytes));
    // Seconds if every element is compared with every other, milliseconds if not.
    assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - before)).isLessThan(Duration.ofSeconds(1));
    assertThat(refusal).isInstanceOf(DecodeException.class)
        .hasMessageContaining("too many elements of one hash code (limit 64)");
  }

  @Test
  void anElementMayBeSentManyTimes() throws Exception {
    byte[] bytes = pb(out -> {
      for (int i = 0; i < 1000; i++) {
        int a = i % 64;
        out.writeByteArray(1, pb(pair -> {
          pair.writeInt32(1, a);
          pair.writeInt32(2, -31 * a);
        }));
      }
    });
    Pairs read = (Pairs) Wired.of(Service.class, "pairs").readRequest(bytes).get(0);
    assertThat(read.items()).hasSize(64);
  }

  @Test
  void numbersAsTextHaveABound() {
    refused("times", pb(out -> out.writeString(4, "1E+1000000000")),
        "field 4 of Times: text too long for a BigDecimal");
    refused("times", pb(out -> out.writeString(4, "9".repeat(2000))),
        "field 4 of Times: text too long for a BigDecimal");
    refused("times", pb(out -> out.writeString(4, "twelve")), "field 4 of Times: text is not a BigDecimal");
    refused("times", pb(out -> out.writeString(3, "2026-02-30")), "field 3 of Times: text is not a LocalDate");
  }

  @Test
  void timesOutOfRange() {
    refused("times", pb(out -> out.writeByteArray(1, pb(o -> o.writeInt64(1, Long.MAX_VALUE)))),
        "field 1 of Times: time out of range");
    refused("times", pb(out -> out.writeByteArray(1, pb(o -> o.writeInt32(2, -1)))),
        "field 1 of Times: nanoseconds out of range");
    refused("times", pb(out -> out.writeByteArray(2, pb(o -> o.writeInt32(2, 1_000_000_000)))),
        "field 2 of Times: nanoseconds out of range");
  }

  @Test
  void generatedMessagesHaveTheSameLimits() {
    assertThatThrownBy(() -> Wired.of(Service.class, "generated").readRequest(new byte[] {14}))
        .isInstanceOf(DecodeException.class).hasMessageStartingWith("Scalars: ");
    assertThatThrownBy(() -> Wired.of(Service.class, "generated").readRequest(pb(out -> {
      for (int i = 0; i < 100_000; i++) {
        out.writeTag(100, 3);
      }
    }))).isInstanceOf(DecodeException.class).hasMessageStartingWith("Scalars: ");
  }
}
