package dev.tern.codec.protobuf;

import dev.tern.api.Field;
import dev.tern.codec.protobuf.pb.Scalars;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** The messages of {@code samples.proto} as records. */
final class Shapes {
  private Shapes() {}

  enum Color { COLOR_UNSPECIFIED, RED, GREEN }

  record Plain(int anInt, long aLong, boolean aBool, float aFloat, double aDouble, byte aByte, short aShort,
      char aChar) {}

  /** Boxed, text, bytes, enum and a nested message: all {@code optional}. */
  record Optionals(Double aDouble, Float aFloat, Integer anInt, Long aLong, Boolean aBool, String aString,
      byte[] someBytes, Color color, Scalars scalars) {}

  /** Everything repeated. */
  record Collections(List<Integer> ints, List<Long> longs, List<Double> doubles, List<Boolean> bools,
      List<String> strings, List<byte[]> blobs, List<Color> colors, List<Scalars> messages,
      Map<String, Integer> counts, Map<Long, String> names, Map<String, Scalars> byName) {}

  record Tree(String label, List<Tree> children) {}

  record Times(Instant instant, Duration duration, LocalDate date, BigDecimal amount, List<Instant> instants) {}

  record Matrix(List<List<Integer>> rows, Map<String, List<Integer>> named) {}

  record Sparse(@Field(1000) String far, @Field(536_870_911) String farthest, @Field(1) String first) {}
}
