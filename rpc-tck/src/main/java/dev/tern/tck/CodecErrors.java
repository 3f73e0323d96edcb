package dev.tern.tck;

import dev.tern.tck.CodecTypes.Point;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Declared exceptions of {@link CodecService}, of every way in which such a class is written. */
final class CodecErrors {
  private CodecErrors() {}

  static Stream<Fault> samples() {
    return Stream.of(new OutOfStock("x-1", 3), new OutOfStock("", 0), new Broken("at the corner", new Point(1, -2), null),
        new Broken(null, null, new IllegalStateException("not sent")), new Plain("just a text"), new Plain(null),
        new Settable().with(List.of("a", ""), new Point(0, 0))).map(Fault.class::cast);
  }

  /** What is compared, besides the class. */
  interface Fault {
    List<@Nullable Object> state();
  }

  /** Says its own text, made of its fields. */
  static final class OutOfStock extends Exception implements Fault {
    private static final long serialVersionUID = 1L;

    private final String sku;
    private final int left;

    OutOfStock(String sku, int left) {
      super("only " + left + " of " + sku);
      this.sku = sku;
      this.left = left;
    }

    @Override
    public List<@Nullable Object> state() {
      return Arrays.asList(getMessage(), sku, left);
    }
  }

  /** Takes text, a message as a field, and a cause, which does not travel. */
  static final class Broken extends RuntimeException implements Fault {
    private static final long serialVersionUID = 1L;

    private final transient int unsent = 7;
    private final @Nullable Point where;

    Broken(@Nullable String message, @Nullable Point where, @Nullable Throwable cause) {
      super(message, cause);
      this.where = where;
    }

    @Override
    public List<@Nullable Object> state() {
      return Arrays.asList(getMessage(), where, unsent);
    }
  }

  /** A text and nothing else. */
  static class Plain extends Exception implements Fault {
    private static final long serialVersionUID = 1L;

    Plain(@Nullable String message) {
      super(message);
    }

    @Override
    public List<@Nullable Object> state() {
      return Arrays.asList(getMessage());
    }
  }

  /** Made first, filled later. */
  static final class Settable extends RuntimeException implements Fault {
    private static final long serialVersionUID = 1L;

    private List<String> names = List.of();
    private @Nullable Point at;

    Settable with(List<String> newNames, Point newAt) {
      names = newNames;
      at = newAt;
      return this;
    }

    @Override
    public List<@Nullable Object> state() {
      return Arrays.asList(getMessage(), names, at);
    }
  }
}
