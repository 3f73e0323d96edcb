package dev.tern.codec.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.sun.management.ThreadMXBean;
import dev.tern.api.Field;
import dev.tern.api.RpcException;
import dev.tern.api.RpcService;
import dev.tern.api.Subtypes;
import dev.tern.api.contract.ContractException;
import dev.tern.api.spi.DecodeException;
import dev.tern.codec.protobuf.pb.NumberedResponse;
import dev.tern.codec.protobuf.pb.ShapeRequest;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Sealed types and those with {@code @Subtypes}: what another language sees is a message with a oneof. */
class OneofTest {
  sealed interface Shape permits Circle, Square, Group {}

  record Circle(double radius) implements Shape {}

  record Square(int side, @Nullable String label) implements Shape {}

  record Group(List<Shape> parts) implements Shape {}

  record Drawing(Shape first, Optional<Shape> second, List<Shape> others, Map<String, Shape> named) {}

  @Subtypes({Round.class, Edged.class})
  interface Numbered {}

  @Field(7)
  record Round(double radius) implements Numbered {}

  @Field(3)
  record Edged(int side, @Nullable String label) implements Numbered {}

  sealed interface Thing permits ThingRequest {}

  record ThingRequest(int value) implements Thing {}

  @RpcService(name = "demo.Shapes")
  interface Service {
    Shape shape(Shape value);

    @Nullable Shape nullable(@Nullable Shape value);

    Drawing drawing(Drawing value);

    Numbered numbered();

    void thing(Thing value);
  }

  private static final dev.tern.codec.protobuf.pb.Shape CIRCLE =
      pb().setCircle(dev.tern.codec.protobuf.pb.Circle.newBuilder().setRadius(1.5)).build();
  private static final dev.tern.codec.protobuf.pb.Shape SQUARE =
      pb().setSquare(dev.tern.codec.protobuf.pb.Square.newBuilder().setSide(2).setLabel("b")).build();
  private static final dev.tern.codec.protobuf.pb.Shape TRIANGLE =
      pb().setTriangle(dev.tern.codec.protobuf.pb.Triangle.newBuilder().setBase(3)).build();
  private static final dev.tern.codec.protobuf.pb.Shape EMPTY_CIRCLE =
      pb().setCircle(dev.tern.codec.protobuf.pb.Circle.getDefaultInstance()).build();
  private static final dev.tern.codec.protobuf.pb.Shape NOTHING = pb().build();

  private static dev.tern.codec.protobuf.pb.Shape.Builder pb() {
    return dev.tern.codec.protobuf.pb.Shape.newBuilder();
  }

  private static byte[] request(dev.tern.codec.protobuf.pb.Shape shape) {
    return ShapeRequest.newBuilder().setValue(shape).build().toByteArray();
  }

  private static Object shape(MessageLite... parts) throws DecodeException {
    ByteString all = ByteString.empty();
    for (MessageLite part : parts) {
      all = all.concat(part.toByteString());
    }
    byte[] bytes = ShapeRequest.newBuilder().build().toByteArray();
    ByteString field = ByteString.copyFrom(new byte[] {10, (byte) all.size()}).concat(all);
    assertThat(bytes).isEmpty();
    return Wired.of(Service.class, "shape").readRequest(field.toByteArray()).get(0);
  }

  @Test
  void aSealedTypeIsAMessageWithAOneofOfItsTypesInTheirOrder() throws Exception {
    Wired wired = Wired.of(Service.class, "shape");
    Map<Shape, dev.tern.codec.protobuf.pb.Shape> shapes = Map.of(new Circle(1.5), CIRCLE, new Circle(0), EMPTY_CIRCLE,
        new Square(2, "b"), SQUARE, new Group(List.of(new Circle(0), new Group(List.of()))),
        pb().setGroup(dev.tern.codec.protobuf.pb.Group.newBuilder().addParts(EMPTY_CIRCLE)
            .addParts(pb().setGroup(dev.tern.codec.protobuf.pb.Group.getDefaultInstance()))).build());
    for (Shape shape : shapes.keySet()) {
      byte[] bytes = request(shapes.get(shape));
      assertThat(wired.request(shape)).isEqualTo(bytes);
      assertThat(wired.reply(shape)).isEqualTo(bytes);
      assertThat(wired.readRequest(bytes)).containsExactly(shape);
      assertThat(wired.readReply(bytes)).isEqualTo(shape);
    }
  }

  @Test
  void itStandsInsideOtherMessagesWhereverAMessageMay() throws Exception {
    Wired wired = Wired.of(Service.class, "drawing");
    Drawing drawing = new Drawing(new Circle(1.5), Optional.of(new Circle(0)), List.of(new Square(2, "b")),
        Map.of("a", new Circle(1.5)));
    byte[] bytes = dev.tern.codec.protobuf.pb.Drawing.newBuilder().setFirst(CIRCLE).setSecond(EMPTY_CIRCLE)
        .addOthers(SQUARE).putNamed("a", CIRCLE).build().toByteArray();
    assertThat(wired.request(drawing)).isEqualTo(bytes);
    assertThat(wired.readRequest(bytes)).containsExactly(drawing);
  }

  @Test
  void numbersOnTheClassesAreTheNumbersOfTheCases() throws Exception {
    Wired wired = Wired.of(Service.class, "numbered");
    var pb = dev.tern.codec.protobuf.pb.Numbered.newBuilder();
    byte[] round = NumberedResponse.newBuilder().setResult(pb.setCircle(CIRCLE.getCircle())).build().toByteArray();
    byte[] edged = NumberedResponse.newBuilder().setResult(pb.setSquare(SQUARE.getSquare())).build().toByteArray();
    assertThat(wired.reply(new Round(1.5))).isEqualTo(round);
    assertThat(wired.reply(new Edged(2, "b"))).isEqualTo(edged);
    assertThat(wired.readReply(round)).isEqualTo(new Round(1.5));
    assertThat(wired.readReply(edged)).isEqualTo(new Edged(2, "b"));
  }

  @Test
  void partsOfTheSameCaseAreMergedAndAnotherCaseTakesItsPlace() throws Exception {
    var side = pb().setSquare(dev.tern.codec.protobuf.pb.Square.newBuilder().setSide(2)).build();
    var label = pb().setSquare(dev.tern.codec.protobuf.pb.Square.newBuilder().setLabel("b")).build();
    assertThat(shape(side, label)).isEqualTo(new Square(2, "b"));
    assertThat(shape(side, CIRCLE)).isEqualTo(new Circle(1.5));
    assertThat(shape(side, CIRCLE, label)).isEqualTo(new Square(0, "b"));
    assertThat(shape(CIRCLE, EMPTY_CIRCLE)).isEqualTo(new Circle(1.5));
    byte[] twice = ByteString.copyFrom(request(side)).concat(ByteString.copyFrom(request(label))).toByteArray();
    assertThat(Wired.of(Service.class, "shape").readRequest(twice)).containsExactly(new Square(2, "b"));
    for (var parts : List.of(List.of(side, label), List.of(side, CIRCLE), List.of(side, CIRCLE, label))) {
      var oracle = pb();
      parts.forEach(oracle::mergeFrom);
      assertThat(Wired.of(Service.class, "shape").request(shape(parts.toArray(new MessageLite[0]))))
          .isEqualTo(request(oracle.build()));
    }
  }

  @Test
  void aTypeThatIsNotKnownHereIsPassedOverBesideOneThatIs() throws Exception {
    assertThat(shape(CIRCLE, TRIANGLE)).isEqualTo(new Circle(1.5)); // as protobuf-java does with an older .proto
    assertThat(shape(TRIANGLE, CIRCLE)).isEqualTo(new Circle(1.5));
  }

  @Test
  void aTypeThatIsNotKnownHereIsNullWhereNullMayStand() throws Exception {
    Wired nullable = Wired.of(Service.class, "nullable");
    Wired drawing = Wired.of(Service.class, "drawing");
    for (var unset : List.of(TRIANGLE, NOTHING)) {
      assertThat(nullable.readRequest(request(unset))).containsExactly((Object) null);
      assertThat(nullable.readReply(request(unset))).isNull();
      assertThat(drawing.readRequest(dev.tern.codec.protobuf.pb.Drawing.newBuilder().setFirst(unset).setSecond(unset)
          .build().toByteArray())).containsExactly(new Drawing(null, Optional.empty(), List.of(), Map.of()));
    }
    assertThat(nullable.readRequest(new byte[0])).containsExactly((Object) null);
  }

  @Test
  void aTypeThatIsNotKnownHereIsRefusedWhereNullMayNotStandNamingTheField() {
    for (var unset : List.of(TRIANGLE, NOTHING)) {
      refused("shape", request(unset), "field 1 of ShapeRequest: no type of Shape that is known here");
      refused("drawing", dev.tern.codec.protobuf.pb.Drawing.newBuilder().addOthers(CIRCLE).addOthers(unset).build()
          .toByteArray(), "field 3 of Drawing: no type of Shape that is known here");
      refused("drawing", dev.tern.codec.protobuf.pb.Drawing.newBuilder().putNamed("a", unset).build().toByteArray(),
          "field 4 of Drawing: no type of Shape that is known here");
      assertThatThrownBy(() -> Wired.of(Service.class, "shape").readReply(request(unset)))
          .isInstanceOf(DecodeException.class)
          .hasMessage("field 1 of ShapeResponse: no type of Shape that is known here");
    }
    refused("shape", new byte[0], "field 1 of ShapeRequest: no type of Shape that is known here");
    refused("drawing", new byte[] {34, 3, 10, 1, 'a'}, "field 4 of Drawing: no type of Shape that is known here");
  }

  private static void refused(String method, byte[] bytes, String text) {
    assertThatThrownBy(() -> Wired.of(Service.class, method).readRequest(bytes)).isInstanceOf(DecodeException.class)
        .hasMessage(text);
  }

  @Test
  void theMessageAroundATypeIsALevelOfNesting() throws Exception {
    Wired wired = Wired.of(Service.class, "shape");
    Shape deep = new Circle(1);
    for (int i = 0; i < 31; i++) {
      deep = new Group(List.of(deep));
    }
    assertThat(wired.readRequest(wired.request(deep))).containsExactly(deep); // 32 times two levels
    Shape deeper = new Group(List.of(deep));
    assertThatThrownBy(() -> wired.request(deeper)).isInstanceOf(RpcException.class)
        .hasMessageStartingWith("demo.Shapes/shape, ").hasMessageContaining("messages nested deeper than 64");
    var pb = pb().setCircle(dev.tern.codec.protobuf.pb.Circle.getDefaultInstance());
    for (int i = 0; i < 32; i++) {
      pb = pb().setGroup(dev.tern.codec.protobuf.pb.Group.newBuilder().addParts(pb));
    }
    refused("shape", request(pb.build()), "field 1 of Group: nested deeper than 64");
  }

  @Test
  void bytesThatAreNoMessageAreRefusedNamingTheCase() {
    refused("shape", new byte[] {10, 3, 10, 1, 9}, "field 1 of Circle: number cut off");
    refused("shape", new byte[] {10, 2, 10, 1}, "field 1 of Shape: length 1 with 0 bytes left");
    refused("shape", new byte[] {10, 1, 0}, "Shape: tag without a valid field number");
  }

  @Test
  void whatHostileSendersAskForCostsNoMoreThanItWeighs() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Wired wired = Wired.of(Service.class, "drawing");
    byte[] elements = repeated(new byte[] {26, 2, 10, 0}, 100_000); // one empty circle after another
    byte[] groups = repeated(new byte[] {26, 4, 26, 2, 10, 0}, 100_000); // each a group of an unset element
    byte[] cases = repeated(new byte[] {10, 4, 10, 0, 18, 0}, 100_000); // one field, a circle and a square in turn
    byte[] named = repeated(new byte[] {34, 4, 18, 2, 26, 0}, 100_000);
    Random random = new Random(20_261_122);
    byte[] whole = wired.request(new Drawing(new Group(List.of(new Circle(1), new Group(List.of(new Square(5, "x"))))),
        Optional.of(new Square(-1, null)), List.of(new Circle(0), new Group(List.of())), Map.of("a", new Circle(2))));
    List<byte[]> frames = new ArrayList<>(List.of(elements, groups, cases, named));
    for (int i = 0; i < 20_000; i++) {
      byte[] changed = whole.clone();
      for (int change = random.nextInt(3); change >= 0; change--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      frames.add(changed);
    }
    int refused = 0;
    catchThrowable(() -> wired.readRequest(elements)); // classes loaded
    for (byte[] frame : frames) {
      long before = threads.getCurrentThreadAllocatedBytes();
      Throwable thrown = catchThrowable(() -> wired.readRequest(frame));
      assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan((1 << 20) + 64L * frame.length);
      if (thrown != null) {
        assertThat(thrown).isInstanceOf(DecodeException.class);
        refused++;
      }
    }
    assertThat(refused).isBetween(8_000, 19_000);
  }

  private static byte[] repeated(byte[] unit, int times) {
    byte[] all = new byte[unit.length * times];
    for (int i = 0; i < times; i++) {
      System.arraycopy(unit, 0, all, i * unit.length, unit.length);
    }
    return all;
  }

  @Test
  void aTypeNamedLikeAGeneratedWrapperStopsPreparation() {
    assertThatThrownBy(() -> Wired.of(Service.class, "thing")).isInstanceOf(ContractException.class)
        .hasMessageContaining("message name ThingRequest is both type " + ThingRequest.class.getName()
            + " and the generated request of method thing.");
  }
}
