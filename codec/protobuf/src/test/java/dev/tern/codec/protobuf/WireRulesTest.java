package dev.tern.codec.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Timestamp;
import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.api.RpcService;
import dev.tern.api.contract.ContractException;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.MessageCodec;
import dev.tern.api.spi.WriteBuffer;
import dev.tern.codec.protobuf.Shapes.Collections;
import dev.tern.codec.protobuf.Shapes.Color;
import dev.tern.codec.protobuf.Shapes.Optionals;
import dev.tern.codec.protobuf.Shapes.Plain;
import dev.tern.codec.protobuf.Shapes.Times;
import dev.tern.codec.protobuf.Shapes.Tree;
import dev.tern.codec.protobuf.pb.Scalars;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What docs/wire.md says of Protobuf, beside the bytes of a well-behaved sender. */
class WireRulesTest {
  record Inner(int a, String b, List<Integer> many, Inner inner) {}

  record Outer(Inner inner, Scalars generated, Instant time, Map<String, Inner> map) {}

  static class Base {
    int number;
  }

  static final class Derived extends Base {
    int more;
  }

  record FindRequest(String name) {}

  @RpcService(name = "demo.Rules")
  interface Service {
    Outer outer(Outer message);

    Plain plain(Plain message);

    Optionals optionals(Optionals message);

    Collections collections(Collections message);

    Tree tree(Tree message);

    Times times(Times message);

    Base bean(Base message);

    void required(Inner inner, Scalars generated);

    void texts(String text, List<String> texts, Map<String, String> map);
  }

  @RpcService(name = "demo.Collides")
  interface Collides {
    void find(long id);

    void search(FindRequest request);
  }

  static class OutOfStock extends Exception {
    private static final long serialVersionUID = 1L;

    private final String sku;
    private final int left;

    OutOfStock(String message, String sku, int left) {
      super(message);
      this.sku = sku;
      this.left = left;
    }
  }

  static final class LateForStock extends OutOfStock {
    private static final long serialVersionUID = 1L;

    LateForStock() {
      super("", "", 0);
    }
  }

  @RpcService(name = "demo.Shop")
  interface Shop {
    void order(String sku) throws OutOfStock;
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

  private static Object read(String method, byte[] bytes) throws DecodeException {
    return Wired.of(Service.class, method).readRequest(bytes).get(0);
  }

  @Test
  void theLastScalarCountsAndUnknownFieldsArePassedOver() throws Exception {
    Plain plain = (Plain) read("plain", pb(out -> {
      out.writeInt32(1, 5);
      out.writeString(1, "another wire type is another field");
      out.writeInt32(1, 6);
      out.writeDouble(77, 1);
      out.writeFloat(78, 1);
      out.writeInt64(79, -1);
      out.writeString(80, "unknown");
      out.writeInt64(1, 1L << 32 | 7); // truncated, as Protobuf does
    }));
    assertThat(plain.anInt()).isEqualTo(7);
  }

  @Test
  void theLastEntryOfAKeyCounts() throws Exception {
    Collections read = (Collections) read("collections", pb(out -> {
      for (int i = 1; i <= 3; i++) {
        int value = i;
        out.writeByteArray(9, pb(entry -> {
          entry.writeString(1, value == 2 ? "other" : "k");
          entry.writeInt32(2, value);
        }));
      }
    }));
    assertThat(read.counts()).containsExactly(Map.entry("k", 3), Map.entry("other", 2));
  }

  @Test
  void partsOfAMessageAreMerged() throws Exception {
    Outer outer = (Outer) read("outer", pb(out -> {
      out.writeByteArray(1, pb(i -> i.writeInt32(1, 1)));
      out.writeByteArray(2, Scalars.newBuilder().setAnInt32(5).build().toByteArray());
      out.writeByteArray(3, Timestamp.newBuilder().setSeconds(9).build().toByteArray());
      out.writeByteArray(1, pb(i -> {
        i.writeString(2, "b");
        i.writeInt32(3, 1);
        i.writeByteArray(4, pb(j -> j.writeInt32(1, 7)));
      }));
      out.writeByteArray(1, pb(i -> {
        i.writeInt32(3, 2);
        i.writeByteArray(4, pb(j -> j.writeString(2, "deep")));
      }));
      out.writeByteArray(2, Scalars.newBuilder().setAString("s").build().toByteArray());
      out.writeByteArray(3, Timestamp.newBuilder().setNanos(4).build().toByteArray());
    }));
    assertThat(outer).isEqualTo(new Outer(
        new Inner(1, "b", List.of(1, 2), new Inner(7, "deep", List.of(), null)),
        Scalars.newBuilder().setAnInt32(5).setAString("s").build(), Instant.ofEpochSecond(9, 4), Map.of()));
  }

  @Test
  void numbersInListsAreAcceptedPackedAndNot() throws Exception {
    Collections read = (Collections) read("collections", pb(out -> {
      out.writeInt32(1, 5);
      out.writeByteArray(1, new byte[] {6, 7});
      out.writeInt32(1, 8);
      out.writeDouble(3, 0.5);
      out.writeEnum(7, 2);
    }));
    assertThat(read.ints()).containsExactly(5, 6, 7, 8);
    assertThat(read.doubles()).containsExactly(0.5);
    assertThat(read.colors()).containsExactly(Color.GREEN);
  }

  @Test
  void anEntryWithoutKeyOrValueHasTheirZero() throws Exception {
    Collections read = (Collections) read("collections", pb(out -> {
      out.writeByteArray(9, new byte[0]);
      out.writeByteArray(11, pb(e -> e.writeString(1, "k")));
      out.writeByteArray(10, pb(e -> {
        e.writeString(2, "value first");
        e.writeInt64(1, 3);
        e.writeInt64(1, 4);
      }));
    }));
    assertThat(read.counts()).containsExactly(Map.entry("", 0));
    assertThat(read.names()).containsExactly(Map.entry(4L, "value first"));
    assertThat(read.byName()).containsExactly(Map.entry("k", Scalars.getDefaultInstance()));
  }

  @Test
  void anUnknownEnumNumberIsNullInAFieldAndRefusedInAList() throws Exception {
    assertThat(((Optionals) read("optionals", pb(out -> out.writeEnum(8, 3)))).color()).isNull();
    assertThat(((Optionals) read("optionals", pb(out -> out.writeEnum(8, -1)))).color()).isNull();
    assertThatThrownBy(() -> read("collections", pb(out -> out.writeEnum(7, 3)))).isInstanceOf(DecodeException.class)
        .hasMessage("field 7 of Collections: unknown number of enum Color");
  }

  @Test
  void anAbsentMessageThatMayNotBeNullIsTheEmptyOne() throws Exception {
    assertThat(Wired.of(Service.class, "required").readRequest(new byte[0]))
        .isEqualTo(List.of(new Inner(0, null, List.of(), null), Scalars.getDefaultInstance()));
  }

  @Test
  void collectionsThatWereReadCanBeChangedEmptyOnesToo() throws Exception {
    Collections read = (Collections) read("collections", new byte[0]);
    read.strings().add("more");
    read.counts().put("more", 1);
    assertThat(((Collections) read("collections", new byte[0])).strings()).isEmpty();
  }

  private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable write, String text) {
    assertThatThrownBy(write).isInstanceOfSatisfying(RpcException.class, e -> {
      assertThat(e).hasMessage(text);
      assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT);
      assertThat(e.execution()).isEqualTo(Execution.NOT_EXECUTED);
    });
  }

  @Test
  void halfASurrogatePairIsRefusedNamingItsField() {
    String remedy = ": text with half a surrogate pair\n  Send whole characters: such text has no UTF-8 form.";
    for (String half : List.of("\uD83D", "a\uDE00", "\uDE00\uD83D", "\uD83Dx")) {
      refused(() -> Wired.of(Service.class, "tree").request(new Tree(half, List.of())),
          "demo.Rules/tree, field label of Tree" + remedy);
      Wired texts = Wired.of(Service.class, "texts");
      refused(() -> texts.request(half, List.of(), Map.of()), "demo.Rules/texts, parameter text" + remedy);
      refused(() -> texts.request("", List.of("", half), Map.of()), "demo.Rules/texts, parameter texts" + remedy);
      refused(() -> texts.request("", List.of(), Map.of(half, "")), "demo.Rules/texts, parameter map" + remedy);
      refused(() -> texts.request("", List.of(), Map.of("", half)), "demo.Rules/texts, parameter map" + remedy);
    }
  }

  @Test
  void whatAReaderWouldRefuseIsNotSent() {
    Tree tree = new Tree("leaf", List.of());
    for (int i = 0; i < 64; i++) {
      tree = new Tree(null, List.of(tree));
    }
    Tree deepest = tree;
    assertThat(Wired.of(Service.class, "tree").request(deepest)).isNotEmpty();
    refused(() -> Wired.of(Service.class, "tree").request(new Tree(null, List.of(deepest))),
        "demo.Rules/tree, field children of Tree: messages nested deeper than 64\n"
            + "  Flatten the structure; a cycle can never travel.");
    refused(() -> Wired.of(Service.class, "times")
            .request(new Times(null, null, null, new BigDecimal("1E+500"), List.of())),
        "demo.Rules/times, field amount of Times: BigDecimal too long to be read again\n"
            + "  Numbers travel with up to 1000 digits and exponents up to 400.");
  }

  @Test
  void aCycleIsRefusedAndDoesNotOverflowTheStack() {
    List<Tree> children = new ArrayList<>();
    Tree cycle = new Tree("a", children);
    children.add(cycle);
    assertThatThrownBy(() -> Wired.of(Service.class, "tree").request(cycle)).isInstanceOf(RpcException.class)
        .hasMessageContaining("nested deeper than 64");
  }

  @Test
  void aSubclassIsNotCutDownToItsSuperclass() {
    refused(() -> Wired.of(Service.class, "bean").request(new Derived()),
        "demo.Rules/bean, parameter message: a Derived where Base is declared\n"
            + "  Declare the type that is sent, or send an instance of the declared one.");
  }

  @Test
  void aValueOfAnotherTypeThanDeclaredIsRefused() {
    List<Object> numbers = List.of(1, 2);
    assertThatThrownBy(() -> Wired.of(Service.class, "texts").request("", numbers, Map.of()))
        .isInstanceOf(RpcException.class).hasMessageStartingWith("demo.Rules/texts, a value is not of its declared type: ")
        .hasMessageContainingAll("java.lang.Integer", "java.lang.String", "Look for unchecked casts")
        .message().doesNotContain("(", "module", "loader");
  }

  @Test
  void aMessageMayGrowToItsLimitExactly() {
    Wired tree = Wired.of(Service.class, "tree");
    for (String unit : List.of("a", "é", "世")) {
      String text = unit.repeat(1200);
      int size = tree.request(new Tree(text, List.of())).length;
      WriteBuffer out = new WriteBuffer(16, size);
      tree.codec().arguments().write(List.of(new Tree(text, List.of())), out);
      assertThat(out.size()).isEqualTo(size);
      assertThatThrownBy(() -> tree.codec().arguments()
          .write(List.of(new Tree(text, List.of())), new WriteBuffer(16, size - 100)))
          .isInstanceOfSatisfying(RpcException.class, e -> assertThat(e.code()).isEqualTo(Code.RESOURCE_EXHAUSTED));
    }
  }

  @Test
  void aTypeNamedLikeAGeneratedWrapperStopsPreparation() {
    ProtobufCodec codec = Wired.newCodec();
    codec.prepare(Wired.contract(Collides.class, "find"));
    assertThatThrownBy(() -> codec.prepare(Wired.contract(Collides.class, "search")))
        .isInstanceOf(ContractException.class)
        .hasMessageContaining("message name FindRequest is both the generated request of method find and type "
            + FindRequest.class.getName() + ". Rename the type, or name the method anew on the wire");
  }

  @RpcService(name = "demo.Collides", version = "2")
  interface CollidesNoMore {
    FindRequest search(FindRequest request);
  }

  @Test
  void anotherVersionOfAServiceHasNamesOfItsOwn() throws Exception {
    ProtobufCodec codec = Wired.newCodec();
    codec.prepare(Wired.contract(Collides.class, "find"));
    Wired second = Wired.of(codec, CollidesNoMore.class, "search");
    assertThat(second.readRequest(second.request(new FindRequest("a")))).containsExactly(new FindRequest("a"));
  }

  @Test
  void aDeclaredErrorIsAMessageOfItsTextAndItsFields() throws Exception {
    String name = OutOfStock.class.getName().replace('$', '.');
    MessageCodec<Throwable> codec = Wired.of(Shop.class, "order").codec().errors().get(name);
    byte[] bytes = pb(out -> {
      out.writeString(1, "too late");
      out.writeString(2, "x-1");
      out.writeInt32(3, 4);
    });
    assertThat(Wired.write(codec, new OutOfStock("too late", "x-1", 4))).isEqualTo(bytes);
    assertThat(codec.read(Wired.padded(bytes))).isInstanceOf(OutOfStock.class).hasMessage("too late")
        .extracting("sku", "left").containsExactly("x-1", 4);
    assertThat(codec.read(Wired.padded(new byte[0]))).isInstanceOf(OutOfStock.class).hasMessage(null);
    refused(() -> Wired.write(codec, new LateForStock()), "demo.Shop/order, error OutOfStock: a LateForStock"
        + " where OutOfStock is declared\n  Declare the type that is sent, or send an instance of the declared one.");
    refused(() -> Wired.write(codec, new OutOfStock("", "\ud800", 0)), "demo.Shop/order, field sku of OutOfStock:"
        + " text with half a surrogate pair\n  Send whole characters: such text has no UTF-8 form.");
    assertThatThrownBy(() -> codec.read(Wired.padded(new byte[] {24}))).isInstanceOf(DecodeException.class)
        .hasMessage("field 3 of OutOfStock: number cut off");
  }

  @Test
  void whatItIs() {
    ProtobufCodec codec = Wired.newCodec();
    assertThat(codec.name()).isEqualTo("protobuf");
    assertThat(codec.contentSubtype()).isEqualTo("proto");
    assertThat(java.util.ServiceLoader.load(dev.tern.api.spi.CodecFactory.class)).anySatisfy(
        factory -> assertThat(factory.name()).isEqualTo("protobuf"));
  }
}
