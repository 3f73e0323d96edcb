package dev.tern.codec.hessian;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.codec.hessian.Shapes.Circle;
import dev.tern.codec.hessian.Shapes.Color;
import dev.tern.codec.hessian.Shapes.Node;
import dev.tern.codec.hessian.Shapes.Pair;
import dev.tern.codec.hessian.Shapes.Rich;
import dev.tern.codec.hessian.Shapes.Service;
import dev.tern.codec.hessian.Shapes.Shape;
import dev.tern.codec.hessian.Shapes.Square;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Values that nobody thought of: through this codec, and through hessian-lite in both directions. */
class RandomMessagesTest {
  private final Random random = new Random(20_261_122);
  private final List<Pair> pairs = new ArrayList<>();

  private Pair pair() {
    if (!pairs.isEmpty() && random.nextInt(3) == 0) {
      return pairs.get(random.nextInt(pairs.size()));
    }
    Pair pair = new Pair(number(), number());
    pairs.add(pair);
    return pair;
  }

  private int number() {
    return random.nextInt() >> random.nextInt(32);
  }

  private String text() {
    int length = random.nextInt(20) == 0 ? random.nextInt(3000) : random.nextInt(40);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(random.nextInt(8) > 0 ? random.nextInt(0x80) : random.nextInt(0xd800));
    }
    return text.toString();
  }

  private Shape shape(int depth) {
    return depth == 0 || random.nextBoolean() ? new Circle(number() / 8d) : new Square(pair(), shape(depth - 1));
  }

  private Rich rich() {
    pairs.clear();
    byte[] bytes = new byte[random.nextInt(50) == 0 ? random.nextInt(100_000) : random.nextInt(20)];
    random.nextBytes(bytes);
    Map<String, Pair> map = new HashMap<>();
    Map<Long, List<Integer>> nested = new HashMap<>();
    List<Shape> shapes = new ArrayList<>();
    for (int i = random.nextInt(10); i > 0; i--) {
      map.put(text(), pair());
      nested.put((long) number() << random.nextInt(32), new ArrayList<>(List.of(number(), number())));
      shapes.add(shape(5));
    }
    Set<Color> colors = new HashSet<>(random.nextBoolean() ? EnumSet.allOf(Color.class) : Set.of());
    return new Rich(text(), bytes, random.ints(random.nextInt(12)).toArray(), map, colors,
        random.nextBoolean() ? Optional.of(pair()) : Optional.empty(), shapes, nested, (char) random.nextInt(0xd800),
        Double.longBitsToDouble(random.nextLong()), new Color[] {Color.RED, Color.BLUE, Color.RED});
  }

  /** Arrays by content. */
  private static List<Object> state(Rich rich) {
    return List.of(rich.text(), HexFormat.of().formatHex(rich.bytes()), Arrays.toString(rich.numbers()), rich.map(),
        rich.colors(), rich.maybe(), rich.shapes(), rich.nested(), rich.letter(), rich.real(), List.of(rich.shades()));
  }

  @Test
  void recordsArriveAsTheyWereSent() throws Exception {
    Wired wired = Wired.of(Service.class, "rich");
    for (int i = 0; i < 2000; i++) {
      Rich sent = rich();
      byte[] bytes = wired.reply(sent);
      Rich read = (Rich) wired.readReply(bytes);
      assertThat(state(read)).isEqualTo(state(sent));
      assertThat(wired.reply(read)).hasSameSizeAs(bytes);
      Rich absent = new Rich(sent.text(), sent.bytes(), sent.numbers(), sent.map(), sent.colors(), Optional.empty(),
          sent.shapes(), sent.nested(), sent.letter(), sent.real(), sent.shades());
      // hessian-lite writes what stands in an Optional as an object of its own
      Rich lite = (Rich) wired.readReply(Wired.lite(out -> {
        out.writeObjectBegin(Rich.class.getName());
        out.writeClassFieldLength(10);
        for (String field : List.of("text", "bytes", "numbers", "map", "colors", "shapes", "nested", "letter", "real",
            "shades")) {
          out.writeString(field);
        }
        out.addRef(absent);
        out.writeObjectBegin(Rich.class.getName());
        for (Object member : new Object[] {absent.text(), absent.bytes(), absent.numbers(), absent.map(),
            absent.colors(), absent.shapes(), absent.nested(), absent.letter(), absent.real(), absent.shades()}) {
          out.writeObject(member);
        }
      }));
      assertThat(state(lite)).isEqualTo(state(absent));
    }
  }

  /** Beans that refer to each other at will. */
  private Node web() {
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(30); i++) {
      nodes.add(new Node("n" + i));
    }
    for (Node node : nodes) {
      node.next = random.nextInt(4) == 0 ? null : nodes.get(random.nextInt(nodes.size()));
      for (int i = random.nextInt(4); i > 0; i--) {
        node.all.add(nodes.get(random.nextInt(nodes.size())));
      }
    }
    return nodes.get(0);
  }

  private static String outline(Node node, Map<Node, Integer> known) {
    if (node == null) {
      return "-";
    }
    Integer number = known.putIfAbsent(node, known.size());
    if (number != null) {
      return "#" + number;
    }
    StringBuilder text = new StringBuilder(node.name).append('(').append(outline(node.next, known));
    node.all.forEach(each -> text.append(',').append(outline(each, known)));
    return text.append(')').toString();
  }

  @Test
  void websOfBeansKeepTheirShape() throws Exception {
    Wired wired = Wired.of(Service.class, "node");
    for (int i = 0; i < 2000; i++) {
      Node sent = web();
      String outline = outline(sent, new IdentityHashMap<>());
      byte[] bytes = wired.reply(sent);
      assertThat(outline((Node) wired.readReply(bytes), new IdentityHashMap<>())).isEqualTo(outline);
      assertThat(outline((Node) Wired.readLite(bytes, Node.class), new IdentityHashMap<>())).isEqualTo(outline);
      assertThat(outline((Node) wired.readReply(Wired.lite(sent)), new IdentityHashMap<>())).isEqualTo(outline);
    }
  }
}
