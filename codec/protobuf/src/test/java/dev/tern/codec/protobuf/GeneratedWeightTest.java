package dev.tern.codec.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.CodedOutputStream;
import com.sun.management.ThreadMXBean;
import dev.tern.api.RpcService;
import dev.tern.api.spi.DecodeException;
import dev.tern.codec.protobuf.pb.Circle;
import dev.tern.codec.protobuf.pb.Empty;
import dev.tern.codec.protobuf.pb.Heavy;
import dev.tern.codec.protobuf.pb.Scalars;
import dev.tern.codec.protobuf.pb.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Generated messages are read by protobuf-java, which knows no budget: ours holds for them all the same. */
class GeneratedWeightTest {
  record Mixed(String name, List<Scalars> scalars, Heavy heavy) {}

  @RpcService
  interface Service {
    Heavy heavy(Heavy message);

    Shape shape(Shape message);

    Mixed mixed(Mixed message);

    int several(String name, Heavy heavy, Mixed mixed);
  }

  interface Writing {
    void to(CodedOutputStream out, int i) throws IOException;
  }

  /** @param name of what is asked for many times */
  record Bomb(String name, byte[] frame) {
    static Bomb of(String name, int times, Writing writing) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try {
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        for (int i = 0; i < times; i++) {
          writing.to(out, i);
        }
        out.flush();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      return new Bomb(name, bytes.toByteArray());
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  static Stream<Bomb> bombs() {
    byte[] empty = new byte[0];
    return IntStream.of(1_000, 10_000, 100_000).boxed().flatMap(times -> Stream.of(
        Bomb.of(times + " empty messages", times, (out, i) -> out.writeByteArray(1, empty)),
        Bomb.of(times + " messages without fields", times, (out, i) -> out.writeByteArray(16, empty)),
        Bomb.of(times + " empty map entries", times, (out, i) -> out.writeByteArray(2, empty)),
        Bomb.of(times + " map entries", times, (out, i) -> {
          out.writeTag(2, 2);
          out.writeUInt32NoTag(1 + CodedOutputStream.computeUInt32SizeNoTag(i));
          out.writeUInt32(1, i);
        }),
        Bomb.of(times + " cases in turn", times, (out, i) -> out.writeByteArray(3 + i % 2, empty)),
        Bomb.of(times + " unknown numbers", times, (out, i) -> out.writeUInt32(100 + i, 1)),
        Bomb.of(times + " unknown lengths", times, (out, i) -> out.writeByteArray(100 + i, empty)),
        Bomb.of(times + " unknown groups", times, (out, i) -> {
          out.writeTag(100 + i, 3);
          out.writeTag(100 + i, 4);
        }),
        Bomb.of(times + " unknown fields in groups", times, (out, i) -> {
          out.writeTag(100, 3);
          out.writeUInt32(1 + i % 15, 1);
          out.writeTag(100, 4);
        }),
        Bomb.of(times + " values of one unknown field", times, (out, i) -> out.writeUInt32(15 + 16, 1)),
        Bomb.of(times + " empty values of one unknown field", times, (out, i) -> out.writeByteArray(17, empty)),
        Bomb.of(times + " two unknown fields in turn", times, (out, i) -> out.writeFixed32(17 + i % 2, 1)),
        Bomb.of(times + " known fields of another wire type", times, (out, i) -> out.writeFixed32(9 + i % 4, 1)),
        Bomb.of(times + " empty strings", times, (out, i) -> out.writeByteArray(6, empty)),
        Bomb.of(times + " one-byte strings", times, (out, i) -> out.writeString(6, "a")),
        Bomb.of(times + " one-byte blobs", times, (out, i) -> out.writeByteArray(5, new byte[1])),
        Bomb.of(times + " numbers one by one", times, (out, i) -> out.writeInt64(7, 1)),
        Bomb.of(times + " numbers packed", times, (out, i) -> out.writeByteArray(7, new byte[16])),
        Bomb.of(times + " unknown enums", times, (out, i) -> out.writeByteArray(8, new byte[] {99, 100}))));
  }

  /** Bytes allocated while the frame was read or refused. */
  private static long allocated(Wired wired, byte[] frame) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Throwable thrown = catchThrowable(() -> wired.readRequest(frame));
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    if (thrown != null) {
      assertThat(thrown).isInstanceOf(DecodeException.class);
    }
    return allocated;
  }

  @ParameterizedTest
  @MethodSource("bombs")
  void noFrameCostsMoreThan64TimesItsBytes(Bomb bomb) {
    Wired wired = Wired.of(Service.class, "heavy");
    catchThrowable(() -> wired.readRequest(bomb.frame())); // classes loaded
    assertThat(allocated(wired, bomb.frame())).isLessThan((1 << 20) + 64L * bomb.frame().length);
  }

  @Test
  void aFrameThatAsksForTooMuchIsRefusedSayingSo() {
    Bomb bomb = Bomb.of("", 200_000, (out, i) -> out.writeByteArray(1, new byte[0]));
    assertThat(catchThrowable(() -> Wired.of(Service.class, "heavy").readRequest(bomb.frame())))
        .isInstanceOf(DecodeException.class)
        .hasMessage("Heavy: far more memory asked for than the bytes are worth");
    Bomb million = Bomb.of("", 1_000_001, (out, i) -> out.writeByteArray(16, new byte[] {8, 1, 8, 1, 8, 1}));
    assertThat(catchThrowable(() -> Wired.of(Service.class, "heavy").readRequest(million.frame())))
        .isInstanceOf(DecodeException.class)
        .hasMessage("Heavy: more than 1000000 messages, entries and elements");
  }

  @Test
  void whatANewerVersionReallySendsIsRead() throws Exception {
    Bomb list = Bomb.of("a new field of 100,000 texts", 100_000, (out, i) -> out.writeString(17, "text"));
    byte[] aDouble = {13 << 3 | 1, 0, 0, 0, 0, 0, 0, 0, 1};
    Bomb small = Bomb.of("100,000 small messages", 100_000, (out, i) -> out.writeByteArray(1, aDouble));
    for (Bomb bomb : List.of(list, small)) {
      Heavy read = (Heavy) Wired.of(Service.class, "heavy").readRequest(bomb.frame()).get(0);
      assertThat(read.toByteArray()).isEqualTo(bomb.frame());
    }
  }

  @Test
  void fiveThousandChangedFrames() {
    Heavy leaf = Heavy.newBuilder().addStrings("text").addBlobs(com.google.protobuf.ByteString.EMPTY).setS9("é")
        .addNumbers(-1).addLevelsValue(7).setD13(1).addEmpties(Empty.getDefaultInstance()).build();
    Heavy.Builder whole = Heavy.newBuilder().setLeft(leaf).putByNumber(5, leaf);
    for (int i = 0; i < 400; i++) {
      whole.addHeavies(i % 2 == 0 ? leaf : Heavy.newBuilder().setRight(leaf).addHeavies(leaf).build());
    }
    byte[] frame = whole.build().toByteArray();
    assertThat(frame).as("long enough to be counted").hasSizeGreaterThan(10_000);
    Wired wired = Wired.of(Service.class, "heavy");
    Random random = new Random(20_261_123);
    int refused = 0;
    for (int i = 0; i < 5_000; i++) {
      byte[] changed = frame.clone();
      for (int change = random.nextInt(20); change >= 0; change--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      assertThat(allocated(wired, changed)).isLessThan((1 << 20) + 64L * changed.length);
      refused += catchThrowable(() -> wired.readRequest(changed)) == null ? 0 : 1;
    }
    assertThat(refused).isBetween(1_000, 4_900);
  }

  @Test
  void nestingBeyond64IsRefusedInLongFramesAsInShortOnes() {
    Heavy deep = Heavy.newBuilder().addBlobs(com.google.protobuf.ByteString.copyFrom(new byte[6_000])).build();
    Heavy flat = Heavy.getDefaultInstance();
    for (int i = 0; i < 64; i++) {
      deep = Heavy.newBuilder().setLeft(deep).build();
      flat = Heavy.newBuilder().setLeft(flat).build();
    }
    Wired wired = Wired.of(Service.class, "heavy");
    for (Heavy message : List.of(deep, flat)) {
      assertThat(catchThrowable(() -> wired.readRequest(message.toByteArray()))).isNull();
      byte[] deeper = Heavy.newBuilder().setRight(message).build().toByteArray();
      assertThat(catchThrowable(() -> wired.readRequest(deeper))).isInstanceOf(DecodeException.class);
    }
  }

  @Test
  void generatedMessagesAndPlainTypesStandSideBySideInOneInterface() throws Exception {
    Heavy heavy = Heavy.newBuilder().setS9("nine").setLeft(Heavy.newBuilder().setD13(2)).build();
    Mixed mixed = new Mixed("both", List.of(Scalars.newBuilder().setAString("one").build(),
        Scalars.getDefaultInstance()), heavy);
    Wired several = Wired.of(Service.class, "several");
    assertThat(several.readRequest(several.request("name", heavy, mixed))).containsExactly("name", heavy, mixed);
    assertThat(several.readReply(several.reply(7))).isEqualTo(7);
    Shape shape = Shape.newBuilder().setCircle(Circle.newBuilder().setRadius(1)).build();
    Wired shapes = Wired.of(Service.class, "shape");
    assertThat(shapes.request(shape)).isEqualTo(shape.toByteArray());
    assertThat(shapes.readReply(shape.toByteArray())).isEqualTo(shape);
    Wired alone = Wired.of(Service.class, "mixed");
    assertThat(alone.readRequest(alone.request(mixed))).containsExactly(mixed);
  }

  @Test
  void manyGeneratedMessagesInAPlainListCostNoMoreThanTheyWeigh() {
    Bomb bomb = Bomb.of("", 300_000, (out, i) -> out.writeByteArray(2, new byte[0]));
    Wired wired = Wired.of(Service.class, "mixed");
    catchThrowable(() -> wired.readRequest(bomb.frame())); // classes loaded
    assertThat(allocated(wired, bomb.frame())).isLessThan((1 << 20) + 64L * bomb.frame().length);
  }
}
