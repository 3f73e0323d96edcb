package dev.tern.codec.hessian;

import static dev.tern.codec.hessian.Wired.bytes;
import static dev.tern.codec.hessian.Wired.definition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.spi.DecodeException;
import dev.tern.codec.hessian.Shapes.Both;
import dev.tern.codec.hessian.Shapes.Box;
import dev.tern.codec.hessian.Shapes.Boxes;
import dev.tern.codec.hessian.Shapes.Chained;
import dev.tern.codec.hessian.Shapes.Chains;
import dev.tern.codec.hessian.Shapes.Link;
import dev.tern.codec.hessian.Shapes.Node;
import dev.tern.codec.hessian.Shapes.Pair;
import dev.tern.codec.hessian.Shapes.Service;
import dev.tern.codec.hessian.Shapes.Shape;
import dev.tern.codec.hessian.Shapes.Square;
import dev.tern.codec.hessian.Shapes.Tree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is one object at the sender is one object at the receiver, and never one of a type that nobody declared. */
class ReferencesTest {
  private static final String BOTH = "dev.tern.codec.hessian.Shapes$Both";
  private static final String PAIR = definition("dev.tern.codec.hessian.Shapes$Pair", "a", "b") + " ";
  private static final String TREE = definition("dev.tern.codec.hessian.Shapes$Tree", "label", "children") + " ";
  private static final String NODE = "dev.tern.codec.hessian.Shapes$Node";

  private static Object roundTrip(String method, Object value) throws DecodeException {
    Wired wired = Wired.of(Service.class, method);
    return wired.readReply(wired.reply(value));
  }

  private static void refused(String method, String notation, String text) {
    assertThatThrownBy(() -> Wired.of(Service.class, method).readReply(bytes(notation)))
        .isInstanceOf(DecodeException.class).hasMessage(text);
  }

  @Test
  void aRecordReferredToTwiceIsWrittenOnceAndArrivesAsOne() throws Exception {
    Pair pair = new Pair(1, 2);
    List<Pair> list = new ArrayList<>(List.of(pair, pair));
    Both both = new Both(pair, pair, list, list, List.of("a"));
    Both read = (Both) roundTrip("both", both);
    assertThat(read).isEqualTo(both);
    assertThat(read.second()).isSameAs(read.first());
    assertThat(read.list()).allMatch(each -> each == read.first());
    assertThat(read.collection()).isSameAs(read.list());
    Both apart = new Both(pair, new Pair(1, 2), list, new ArrayList<>(list), List.of("a"));
    assertThat(((Both) roundTrip("both", apart)).second()).isNotSameAs(((Both) roundTrip("both", apart)).first());
  }

  @Test
  void manyAreFoundAgainToo() throws Exception {
    List<Tree> leaves = new ArrayList<>(IntStream.range(0, 1000).mapToObj(i -> new Tree("" + i, List.of())).toList());
    leaves.addAll(List.copyOf(leaves));
    Tree read = (Tree) roundTrip("tree", new Tree("root", leaves));
    assertThat(read.children()).isEqualTo(leaves);
    for (int i = 0; i < 1000; i++) {
      assertThat(read.children().get(i + 1000)).isSameAs(read.children().get(i));
    }
  }

  @Test
  void emptyListsAreNeverShared() throws Exception {
    Both read = (Both) roundTrip("both", new Both(null, null, List.of(), List.of(), List.of()));
    read.list().add(new Pair(1, 1));
    assertThat(read.collection()).isEmpty();
    // As hessian-lite writes it: a list that is empty is nobody's in particular
    Both lite = (Both) Wired.of(Service.class, "both").readReply(
        bytes(definition(BOTH, "list", "texts", "collection") + " x60 x78 Q x91 Q x91"));
    lite.texts().add("more");
    assertThat(lite.list()).isEmpty();
    assertThat(lite.collection()).isEmpty();
  }

  @Test
  void beansMayBePartOfCycles() throws Exception {
    Node a = new Node("a");
    Node b = new Node("b");
    a.next = b;
    b.next = a;
    a.all.add(a);
    a.all.add(b);
    b.link = new Link(a, List.of(new Link(b, List.of())));
    Node read = (Node) roundTrip("node", a);
    assertThat(read.next.next).isSameAs(read);
    assertThat(read.all).satisfiesExactly(first -> assertThat(first).isSameAs(read),
        second -> assertThat(second).isSameAs(read.next));
    assertThat(read.next.link.node()).isSameAs(read);
    assertThat(read.next.link.others().get(0).node()).isSameAs(read.next);
    Node lite = (Node) Wired.of(Service.class, "node").readReply(Wired.lite(a));
    assertThat(lite.next.next).isSameAs(lite);
    Node there = (Node) Wired.readLite(Wired.of(Service.class, "node").reply(a), Node.class);
    assertThat(there.next.next).isSameAs(there);
  }

  @Test
  void aCycleThatNoBeanClosesIsRefusedOnBothSides() {
    List<Tree> children = new ArrayList<>();
    Tree tree = new Tree("a", children);
    children.add(tree);
    assertThatThrownBy(() -> Wired.of(Service.class, "tree").reply(tree))
        .isInstanceOfSatisfying(RpcException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT))
        .hasMessage("demo.Shapes/tree, field children of Tree: a cycle that leads back to a record, list or map\n"
            + "  Only beans can be made before what they hold: let the way back lead to one.");
    refused("tree", TREE + "x60 x01 a x79 Q x90",
        "field children of Tree: cycle that leads back to a record, list or map");
    refused("tree", TREE + "x60 x01 a x79 x60 x01 b Q x91",
        "field children of Tree: cycle that leads back to a record, list or map");
  }

  @Test
  void aSetOfWhatLeadsBackIsRefusedOnBothSides() {
    Chained chained = new Chained();
    Set<Chained> set = new HashSet<>(Set.of(chained));
    chained.next = chained; // from now on its hash code has no end
    assertThatThrownBy(() -> Wired.of(Service.class, "chains").reply(new Chains(List.of(), set)))
        .isInstanceOf(RpcException.class).hasMessage("demo.Shapes/chains, field set of Chains: a set of what leads back"
            + " to something around it\n  Declare a List: no set can be made of elements that are not complete.");
    String chainsOf = definition("dev.tern.codec.hessian.Shapes$Chains", "set") + " x60 x71 "
        + Wired.text("java.util.HashSet") + " " + definition("dev.tern.codec.hessian.Shapes$Chained", "next", "value");
    refused("chains", chainsOf + " x61 Q x92 x90",
        "field set of Chains: set of what leads back to something around it");
    refused("chains", chainsOf + " x61 x61 Q x92 x90 x90",
        "field set of Chains: set of what leads back to something around it");
  }

  @Test
  void aReferenceFitsWhatIsDeclaredOrIsRefused() {
    refused("both", PAIR + definition(BOTH, "texts", "list") + " x61 x79 x01 a Q x91",
        "field list of Both: reference to a value of another type");
    refused("both", definition(BOTH, "list", "texts") + " x60 x79 " + PAIR + "x61 x91 x92 Q x91",
        "field texts of Both: reference to a value of another type");
    refused("both", definition(BOTH, "list", "first") + " x60 x79 " + PAIR + "x61 x91 x92 Q x91",
        "field first of Both: reference to a value of another type");
    refused("both", definition(BOTH, "collection", "list") + " x60 x79 " + PAIR + "x61 x91 x92 Q x91",
        "field list of Both: reference to a value of another type");
    refused("both", definition(BOTH, "first") + " x60 Q x90",
        "field first of Both: cycle that leads back to a record, list or map");
    refused("both", definition(BOTH, "first") + " x60 Q x91", "field first of Both: reference to nothing");
    refused("both", definition(BOTH, "first") + " x60 Q x8f", "field first of Both: reference to nothing");
    refused("both", definition(BOTH, "first") + " x60 Q L xff xff xff xff x00 x00 x00 x00",
        "field first of Both: reference to nothing");
    refused("both", definition(BOTH, "unknown", "first") + " x60 " + PAIR + "x61 x91 x91 Q x91",
        "field first of Both: reference into what was passed over");
    assertThatThrownBy(() -> Wired.of(Service.class, "several").readRequest(bytes("x7b x90 N Q x90")))
        .isInstanceOf(DecodeException.class).hasMessageStartingWith("parameter pair: ");
  }

  @Test
  void oneObjectOfTwoTypesIsWrittenAsEach() throws Exception {
    List<?> shared = new ArrayList<>(List.of(new Pair(1, 2)));
    @SuppressWarnings("unchecked")
    Both both = new Both(null, null, (List<Pair>) shared, (Collection<Pair>) shared, List.of());
    assertThat(roundTrip("both", both)).isEqualTo(both);
    // Two boxes share a name on the wire, but not what they hold
    Boxes boxes = new Boxes(new Box<>(new Pair(1, 2)), new Box<>("text"));
    assertThat(roundTrip("boxes", boxes)).isEqualTo(boxes);
    String box = "dev.tern.codec.hessian.Shapes$Box";
    refused("boxes", definition("dev.tern.codec.hessian.Shapes$Boxes", "pair", "text") + " x60 "
        + definition(box, "content") + " x61 " + PAIR + "x62 x91 x92 Q x91",
        "field text of Boxes: reference to a value of another type");
  }

  @Test
  void aSubtypeIsReferredToWhereItsSupertypeIsDeclared() throws Exception {
    Pair corner = new Pair(0, 0);
    Shape shape = new Square(corner, new Square(corner, null));
    Square read = (Square) roundTrip("shape", shape);
    assertThat(read).isEqualTo(shape);
    assertThat(((Square) read.inside()).corner()).isSameAs(read.corner());
  }

  /** Few bytes, but whoever walks them walks 2 to the 60th objects. */
  @Test
  void whatIsReferredToCountsEachTime() {
    StringBuilder laughs = new StringBuilder(TREE + "x60 N x58 xbd");
    int last = 2;
    laughs.append(" x60 x01 a x78");
    for (int i = 1; i < 45; i++) {
      laughs.append(String.format(" x60 N x7a Q xc8 x%02x Q xc8 x%02x", last, last));
      last += 2;
    }
    refused("tree", laughs.toString(), "field children of Tree: more than 1000000 messages, entries and elements");
    Tree tree = new Tree("leaf", List.of());
    for (int i = 0; i < 40; i++) {
      tree = new Tree(null, List.of(tree, tree));
    }
    Tree laughing = tree;
    assertThatThrownBy(() -> Wired.of(Service.class, "tree").reply(laughing)).isInstanceOf(RpcException.class)
        .hasMessageContaining("more than 1000000 messages, entries and elements");
  }

  /** A chain hung up link by link is one level deep on the wire, and as deep as it is long for a hash code. */
  @Test
  void depthCountsThroughReferences() {
    StringBuilder chain = new StringBuilder(definition("dev.tern.codec.hessian.Shapes$Chains", "list"));
    chain.append(" x60 X xc9 x00 ");
    chain.append(definition("dev.tern.codec.hessian.Shapes$Chained", "next")).append(" x61 N");
    for (int i = 0; i < 255; i++) {
      chain.append(String.format(" x61 Q xc8 x%02x", i + 2));
    }
    refused("chains", chain.toString(), "field next of Chained: nested deeper than 64");
    List<Chained> chained = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Chained next = new Chained();
      next.next = i == 0 ? null : chained.get(i - 1);
      chained.add(next);
    }
    assertThatThrownBy(() -> Wired.of(Service.class, "chains").reply(new Chains(chained, Set.of())))
        .isInstanceOf(RpcException.class).hasMessageContaining("nested deeper than 64");
  }

  @Test
  void namesOfTypesCanBeReferredToAsWell() throws Exception {
    Wired both = Wired.of(Service.class, "both");
    Both read = (Both) both.readReply(bytes(definition(BOTH, "list", "texts") + " x60 x70 "
        + Wired.text("java.util.ArrayList") + " x71 x90 x01 t"));
    assertThat(read.texts()).containsExactly("t");
    refused("both", definition(BOTH, "list", "texts") + " x60 x78 x70 x90",
        "field texts of Both: reference to a type name that was not said");
    assertThat(NODE).isEqualTo(Node.class.getName());
  }
}
