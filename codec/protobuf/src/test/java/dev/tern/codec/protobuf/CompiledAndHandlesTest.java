package dev.tern.codec.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.CodedOutputStream;
import dev.tern.api.RpcException;
import dev.tern.api.RpcService;
import dev.tern.api.spi.DecodeException;
import dev.tern.codec.protobuf.Shapes.Collections;
import dev.tern.codec.protobuf.Shapes.Color;
import dev.tern.codec.protobuf.Shapes.Matrix;
import dev.tern.codec.protobuf.Shapes.Optionals;
import dev.tern.codec.protobuf.Shapes.Plain;
import dev.tern.codec.protobuf.Shapes.Sparse;
import dev.tern.codec.protobuf.Shapes.Times;
import dev.tern.codec.protobuf.Shapes.Tree;
import dev.tern.codec.protobuf.pb.Scalars;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Compiled code and handles are one codec: same bytes, same values, same refusals with the same words. */
class CompiledAndHandlesTest {
  record Inner(int number, String text, List<Integer> many, Inner inner) {
    Inner {
      if (number == 13 && inner == null) {
        throw new IllegalArgumentException("unlucky");
      }
    }
  }

  /** Each step of the compiler, and kinds it has none for in between. */
  record Every(long first, List<String> texts, Inner inner, Set<String> set, List<Inner> inners, Collection<Long> longs,
      Optional<Inner> maybe, OptionalInt number, List<Integer> ints, int[] array, Map<String, Inner> map, byte[] blob,
      List<Color> colors, boolean flag, String text, Bean bean, double far) {}

  record Nothing() {}

  record Nothings(List<Nothing> items) {}

  static class Base {
    long base;
  }

  static final class Bean extends Base {
    private byte small;
    private List<Bean> beans;
    private Every every;
  }

  @RpcService
  interface Service {
    Every every(Every message);

    Plain plain(Plain message);

    Optionals optionals(Optionals message);

    Collections collections(Collections message);

    Tree tree(Tree message);

    Times times(Times message);

    Matrix matrix(Matrix message);

    Sparse sparse(Sparse message);

    Bean bean(Bean message);

    Nothings nothings(Nothings message);

    void wrapped(Inner inner, List<Tree> trees, long number);
  }

  private final Random random = new Random(20_261_123);

  private static final class Both {
    final Wired compiled;
    final Wired handles;

    Both(String method) {
      compiled = Wired.of(new ProtobufCodec(Compilation.atOnce()), Service.class, method);
      handles = Wired.of(new ProtobufCodec(Compilation.never()), Service.class, method);
    }

    /** What becomes of the bytes: a refusal's words, or the value, seen as the bytes it would be sent as. */
    static Object outcome(Wired way, Wired judge, byte[] bytes) {
      try {
        return new Read(judge.request(way.readRequest(bytes).toArray()));
      } catch (DecodeException e) {
        return e.getMessage();
      }
    }

    void read(byte[] bytes) {
      assertThat(outcome(compiled, handles, bytes)).as(() -> Arrays.toString(bytes))
          .isEqualTo(outcome(handles, handles, bytes));
    }

    void written(Object... arguments) {
      Throwable refusal = catchThrowable(() -> handles.request(arguments));
      if (refusal == null) {
        assertThat(compiled.request(arguments)).isEqualTo(handles.request(arguments));
      } else {
        assertThat(catchThrowable(() -> compiled.request(arguments))).hasMessage(refusal.getMessage())
            .isExactlyInstanceOf(refusal.getClass());
      }
    }
  }

  private record Read(byte[] bytes) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Read read && Arrays.equals(bytes, read.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }
  }

  private static Inner inner(int depth) {
    return new Inner(depth, "inner " + depth, List.of(1, -1, 300), depth == 0 ? null : inner(depth - 1));
  }

  private static Bean bean(boolean more) {
    Bean bean = new Bean();
    bean.base = -1;
    bean.small = 7;
    bean.beans = more ? List.of(bean(false), bean(false)) : null;
    bean.every = more ? every() : null;
    return bean;
  }

  private static Every every() {
    return new Every(5, List.of("a", "é世😀", ""), inner(2), Set.of("x"), new LinkedList<>(List.of(inner(0), inner(1))),
        new ArrayDeque<>(List.of(1L, -5L)), Optional.of(inner(0)), OptionalInt.of(4), new ArrayList<>(List.of(1, 200)),
        new int[] {1, 2, -3}, Map.of("k", inner(0)), new byte[] {1, 2}, List.of(Color.RED), true, "text", bean(false),
        0.5);
  }

  private static Map<String, Object[]> samples() {
    Scalars scalars = Scalars.newBuilder().setAString("text").setAnInt64(-1).build();
    Map<String, Object[]> samples = new LinkedHashMap<>();
    samples.put("every", new Object[] {every()});
    samples.put("plain", new Object[] {new Plain(1, -2, true, -0f, 4, (byte) 5, (short) 6, '7')});
    samples.put("optionals", new Object[] {
        new Optionals(1d, 2f, 3, 4L, true, "é上😀", new byte[9], Color.RED, scalars)});
    samples.put("collections", new Object[] {new Collections(List.of(1, -1), List.of(5L), List.of(0.5), List.of(true),
        List.of("a", "é"), List.of(new byte[3]), List.of(Color.RED), List.of(scalars), Map.of("k", 1), Map.of(2L, "v"),
        Map.of("s", scalars))});
    samples.put("tree", new Object[] {
        new Tree("a", List.of(new Tree("b", List.of(new Tree("c", null))), new Tree("d", List.of())))});
    samples.put("times", new Object[] {
        new Times(Instant.EPOCH, Duration.ofMillis(-5), LocalDate.EPOCH, BigDecimal.TEN, List.of(Instant.MAX))});
    samples.put("matrix", new Object[] {
        new Matrix(List.of(List.of(1, 2), List.of()), Map.of("r", List.of(3)))});
    samples.put("sparse", new Object[] {new Sparse("far", "farthest", "first")});
    samples.put("bean", new Object[] {bean(true)});
    samples.put("wrapped", new Object[] {inner(1), List.of(new Tree("t", null)), 3L});
    return samples;
  }

  @Test
  void theSameBytesComeOut() {
    samples().forEach((method, arguments) -> new Both(method).written(arguments));
  }

  @Test
  void everyTypeOfTheSamplesIsReallyCompiled() {
    for (Map.Entry<String, Object[]> sample : samples().entrySet()) {
      ProtobufCodec codec = new ProtobufCodec(Compilation.atOnce());
      Wired wired = Wired.of(codec, Service.class, sample.getKey());
      wired.request(sample.getValue());
      codec.mappings().stream().filter(mapping -> mapping.uses() > 0)
          .forEach(mapping -> assertThat(mapping.isCompiled()).as(mapping.toString()).isTrue());
      assertThat(codec.mappings()).anyMatch(MessageMapping::isCompiled);
    }
  }

  @Test
  void changedFramesAreReadOrRefusedAlike() {
    samples().forEach((method, arguments) -> {
      Both both = new Both(method);
      byte[] whole = both.handles.request(arguments);
      both.read(whole);
      for (int i = 0; i < 10_000; i++) {
        both.read(HostileBytesTest.change(whole, random));
      }
    });
  }

  @Test
  void framesInPartsAndOutOfOrderAreReadAlike() {
    samples().forEach((method, arguments) -> {
      Both both = new Both(method);
      List<byte[]> fields = fields(both.handles.request(arguments));
      for (int i = 0; i < 2_000; i++) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int n = random.nextInt(2 * fields.size() + 1); n > 0; n--) {
          bytes.writeBytes(fields.get(random.nextInt(fields.size())));
        }
        both.read(bytes.toByteArray());
      }
    });
  }

  @Test
  void framesOfRandomFieldsAreReadOrRefusedAlike() {
    samples().keySet().forEach(method -> {
      Both both = new Both(method);
      for (int i = 0; i < 5_000; i++) {
        both.read(randomFields(random.nextInt(8), 3));
      }
    });
  }

  @Test
  void whatCannotTravelIsRefusedAlike() {
    Inner half = new Inner(1, "\uD83D", null, null);
    List<Inner> withNull = Arrays.asList(inner(0), null);
    for (Every message : List.of(
        with(null, half, null), with(null, null, List.of(half)), with(null, null, withNull),
        with(Arrays.asList("a", null), null, null), with(unchecked(List.of(1)), null, null),
        with(null, null, unchecked(List.of("no inner"))), with(null, inner(70), null), with(null, inner(12), null),
        with(null, null, List.of(inner(63))))) {
      new Both("every").written(message);
    }
    new Both("nothings").written(new Nothings(List.of(new Nothing())));
    new Both("nothings").written(new Nothings(unchecked(List.of("no record"))));
    Bean derived = new Bean();
    derived.beans = unchecked(List.of(new Base()));
    new Both("bean").written(derived);
    assertThat(catchThrowable(() -> new Both("every").compiled.request(with(null, half, null))))
        .isInstanceOf(RpcException.class).hasMessageContaining("field text of Inner");
  }

  private static Every with(List<String> texts, Inner inner, List<Inner> inners) {
    return new Every(0, texts, inner, null, inners, null, Optional.empty(), OptionalInt.empty(), null, null, null,
        null, null, false, null, null, 0);
  }

  @SuppressWarnings("unchecked")
  private static <T> List<T> unchecked(List<?> list) {
    return (List<T>) list;
  }

  /** Cuts a message into its fields. */
  private static List<byte[]> fields(byte[] message) {
    List<byte[]> fields = new ArrayList<>();
    ProtoReader in = new ProtoReader(new dev.tern.api.spi.ReadBuffer(message));
    try {
      while (in.more()) {
        int from = in.position();
        in.skip(in.tag());
        fields.add(Arrays.copyOfRange(message, from, in.position()));
      }
    } catch (DecodeException e) {
      throw new AssertionError(e);
    }
    return fields;
  }

  private byte[] randomFields(int count, int depth) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      for (int i = 0; i < count; i++) {
        int number = 1 + random.nextInt(18);
        switch (random.nextInt(5)) {
          case 0 -> out.writeInt64(number, random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(20));
          case 1 -> out.writeString(number, random.nextBoolean() ? "text" : "1");
          case 2 -> out.writeFixed64(number, random.nextLong());
          case 3 -> out.writeFixed32(number, random.nextInt());
          default -> out.writeByteArray(number, depth == 0 ? new byte[0] : randomFields(random.nextInt(4), depth - 1));
        }
      }
      out.flush();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }
}
