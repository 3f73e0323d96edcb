package dev.tern.codec.hessian;

import dev.tern.api.RpcService;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the tests send. */
final class Shapes {
  private Shapes() {}

  enum Color { RED, GREEN, BLUE }

  record User(long id, String name, List<String> roles) {}

  record Pair(int a, int b) {}

  record Tree(String label, List<Tree> children) {}

  record Both(@Nullable Pair first, @Nullable Pair second, List<Pair> list, Collection<Pair> collection,
      List<String> texts) {}

  record Box<T>(T content) {}

  record Boxes(Box<Pair> pair, Box<String> text) {}

  sealed interface Shape permits Circle, Square {}

  record Circle(double radius) implements Shape {}

  record Square(Pair corner, @Nullable Shape inside) implements Shape {}

  record Times(Instant instant, Duration duration, LocalDate date, ZonedDateTime zoned, ZoneId zone, BigDecimal amount,
      BigInteger whole) {}

  record Wide(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k, int l, int m, int n, int o,
      int p, int q, int r, int s, int t) {}

  record Rich(String text, byte[] bytes, int[] numbers, Map<String, Pair> map, Set<Color> colors, Optional<Pair> maybe,
      List<Shape> shapes, Map<Long, List<Integer>> nested, char letter, double real, Color[] shades) {}

  /** A bean: may be part of a cycle. */
  static final class Node {
    String name;
    @Nullable Node next;
    List<Node> all = new ArrayList<>();
    @Nullable Link link;

    Node() {}

    Node(String name) {
      this.name = name;
    }
  }

  record Link(@Nullable Node node, List<Link> others) {}

  /** A bean whose hash code follows its members, as many do. */
  static final class Chained {
    @Nullable Chained next;
    int value;

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Chained chained && value == chained.value
          && java.util.Objects.equals(next, chained.next);
    }

    @Override
    public int hashCode() {
      return 31 * value + (next == null ? 0 : next.hashCode());
    }
  }

  record Chains(List<Chained> list, Set<Chained> set) {}

  static final class Failed extends Exception {
    private static final long serialVersionUID = 1L;

    private final Pair where;

    Failed(String message, Pair where) {
      super(message);
      this.where = where;
    }

    Pair where() {
      return where;
    }
  }

  @RpcService(name = "demo.Shapes")
  interface Service {
    User user(User value);

    Pair pair(Pair value);

    Set<Pair> pairs(Set<Pair> value);

    Tree tree(Tree value);

    Both both(Both value);

    Boxes boxes(Boxes value);

    Shape shape(Shape value);

    Times times(Times value);

    Rich rich(Rich value);

    Node node(Node value);

    Chains chains(Chains value);

    List<Wide> wides(List<Wide> value);

    List<Set<Integer>> setsOfSets(List<Set<Integer>> value);

    List<Rich> riches(List<Rich> value);

    List<Integer> numbers(List<Integer> value);

    List<List<List<String>>> lists(List<List<List<String>>> value);

    Map<Integer, String> map(Map<Integer, String> value);

    Set<Color> colors(Set<Color> value);

    int[] array(int[] value);

    @Nullable String text(@Nullable String value);

    byte @Nullable [] binary(byte @Nullable [] value);

    byte small(byte value);

    float real(float value);

    boolean flag(boolean value);

    char letter(char value);

    Instant instant(Instant value);

    BigInteger whole(BigInteger value);

    void several(int number, String text, Pair pair, @Nullable Pair maybe, List<String> texts, Optional<Pair> optional);

    void fails() throws Failed;
  }
}
