package dev.tern.codec.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.RpcException;
import dev.tern.api.RpcService;
import dev.tern.api.Subtypes;
import dev.tern.api.spi.DecodeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Types that others stand for: which one it is stands in the member {@code @type}. */
class SubtypesTest {
  sealed interface Shape permits Circle, Square, Group {}

  record Circle(double radius) implements Shape {}

  record Square(int side, @Nullable String label) implements Shape {}

  record Group(List<Shape> parts, @Nullable Shape outline) implements Shape {}

  @Subtypes({A.Same.class, B.Same.class, B.Other.class})
  interface Named {}

  static final class A {
    record Same(int a) implements Named {}
  }

  static final class B {
    record Same(int b) implements Named {}

    record Other(int c) implements Named {}
  }

  record Holder(Shape shape) {}

  @RpcService
  interface Service {
    Shape shape(Shape value);

    List<Named> named(List<Named> values);

    Holder holder(Holder value);
  }

  private static final Wired SHAPE = Wired.of(Service.class, "shape");
  private static final String ALLOWED = " (one of Circle, Square, Group)";

  private static void refused(String json, String text) {
    assertThatThrownBy(() -> SHAPE.readRequest(json)).isInstanceOf(DecodeException.class).hasMessage(text);
  }

  @Test
  void theTypeIsWrittenFirst() throws Exception {
    assertThat(SHAPE.request(new Circle(0.5))).isEqualTo("{\"value\":{\"@type\":\"Circle\",\"radius\":0.5}}");
    assertThat(SHAPE.reply(new Group(List.of(new Square(1, null)), null)))
        .isEqualTo("{\"result\":{\"@type\":\"Group\",\"parts\":[{\"@type\":\"Square\",\"side\":1}]}}");
  }

  @Test
  void aNameThatTwoShareIsWrittenWhole() throws Exception {
    Wired named = Wired.of(Service.class, "named");
    String b = "dev.tern.codec.json.SubtypesTest.B.";
    String json = named.reply(List.of(new B.Same(1), new B.Other(2)));
    assertThat(json).isEqualTo(
        "{\"result\":[{\"@type\":\"" + b + "Same\",\"b\":1},{\"@type\":\"Other\",\"c\":2}]}");
    assertThat(named.readReply(json)).isEqualTo(List.of(new B.Same(1), new B.Other(2)));
    assertThat(named.readReply("{\"result\":[{\"@type\":\"" + b + "Other\",\"c\":2}]}"))
        .isEqualTo(List.of(new B.Other(2)));
    assertThatThrownBy(() -> named.readReply("{\"result\":[{\"@type\":\"Same\",\"b\":1}]}"))
        .isInstanceOf(DecodeException.class).hasMessageStartingWith("reply: Named: unknown name in \"@type\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "{\"side\":3,\"@type\":\"Square\",\"label\":\"x\"}",
      "{\"side\":3,\"label\":\"x\",\"@type\":\"Square\"}",
      "{ \n\"side\" : 3,\"\\u0040type\":\"Square\", \"label\":\"x\"}",
      "{\"{\":{\"@type\":\"Circle\"},\"side\":3,\"@type\":\"Square\",\"label\":\"x\"}",
      "{\"é上😀\":[[{\"@type\":5,\"a\":{}}]],\"label\":\"x\",\"@type\":\"Square\",\"side\":3}"})
  void theTypeMayStandAnywhere(String json) throws Exception {
    assertThat(SHAPE.readRequest("{\"value\":" + json + "}")).containsExactly(new Square(3, "x"));
    assertThat(SHAPE.readRequest("{\"é😀\":\"😀\",\"value\":" + json + "}")).containsExactly(new Square(3, "x"));
  }

  @Test
  void anUnknownOrMissingTypeIsRefusedNamingTheAllowedOnes() {
    refused("{\"value\":{\"@type\":\"Triangle\"}}", "parameter value: Shape: unknown name in \"@type\"" + ALLOWED);
    refused("{\"value\":{\"a\":1,\"@type\":\"circle\"}}",
        "parameter value: Shape: unknown name in \"@type\"" + ALLOWED);
    refused("{\"value\":{\"radius\":1}}", "parameter value: Shape: no member \"@type\"" + ALLOWED);
    refused("{\"value\":{}}", "parameter value: Shape: no member \"@type\"" + ALLOWED);
    refused("{\"value\":{\"@type\":null}}", "parameter value: Shape: no member \"@type\"" + ALLOWED);
    refused("{\"value\":{\"a\":{\"@type\":\"Circle\"}}}", "parameter value: Shape: no member \"@type\"" + ALLOWED);
    refused("{\"value\":{\"a\":1,\"@type\":{\"@type\":\"Circle\"}}}",
        "parameter value: Shape: no member \"@type\"" + ALLOWED);
    refused("{\"value\":[]}", "parameter value: an array where an object is expected");
    refused("{\"value\":null}", "parameter value: missing or null where an object is expected");
    refused("{}", "parameter value: missing or null where an object is expected");
  }

  @Test
  void twoTypesAreRefused() {
    refused("{\"value\":{\"@type\":\"Circle\",\"@type\":\"Square\"}}", "Circle: member \"@type\" sent twice");
    refused("{\"value\":{\"@type\":\"Circle\",\"radius\":1,\"@type\":\"Circle\"}}",
        "Circle: member \"@type\" sent twice");
    refused("{\"value\":{\"a\":1,\"@type\":\"Circle\",\"@type\":\"Circle\"}}",
        "parameter value: member \"@type\" sent twice");
    refused("{\"value\":{\"a\":1,\"@type\":null,\"@type\":\"Circle\"}}",
        "parameter value: member \"@type\" sent twice");
  }

  @Test
  void aStrangerIsNotSent() {
    assertThatThrownBy(() -> SHAPE.request("text")).isInstanceOf(RpcException.class)
        .hasMessageContaining("parameter value: a String where Shape is declared")
        .hasMessageContaining("one of Circle, Square, Group");
  }

  @Test
  void whereTheTypeStandsMakesNoDifferenceHoweverObjectsAreNested() throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      Shape shape = shape(random, 0);
      String json = "{" + junk(random) + "\"value\":" + json(shape, random) + "}";
      assertThat(SHAPE.readRequest(json)).as(json).containsExactly(shape);
    }
  }

  private static Shape shape(Random random, int depth) {
    return switch (random.nextInt(depth < 8 ? 4 : 2)) {
      case 0 -> new Circle(random.nextInt(5));
      case 1 -> new Square(random.nextInt(5), "{\"@type\":\"é上😀\"}".repeat(random.nextInt(3)));
      default -> {
        List<Shape> parts = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          parts.add(shape(random, depth + 1));
        }
        yield new Group(parts, random.nextBoolean() ? shape(random, depth + 1) : null);
      }
    };
  }

  /** With the type first, in the middle or at the end, and blanks and strange members around it. */
  private static String json(Shape shape, Random random) {
    List<String> members = new ArrayList<>();
    if (shape instanceof Circle circle) {
      members.add("\"radius\":" + circle.radius());
    } else if (shape instanceof Square square) {
      members.add("\"side\":" + square.side());
      members.add("\"label\":\"" + square.label().replace("\"", "\\\"") + "\"");
    } else if (shape instanceof Group group) {
      List<String> parts = group.parts().stream().map(part -> json(part, random)).toList();
      members.add("\"parts\":[" + String.join(",", parts) + "]");
      members.add("\"outline\":" + (group.outline() == null ? "null" : json(group.outline(), random)));
    }
    int at = random.nextInt(members.size() + 1);
    members.add(at, "\"@type\":\"" + shape.getClass().getSimpleName() + "\"");
    if (random.nextInt(4) == 0) {
      members.add(random.nextInt(members.size() + 1), junk(random).replaceAll(",$", ""));
      members.removeIf(String::isEmpty);
    }
    return "{" + " ".repeat(random.nextInt(3)) + String.join(",", members) + "}";
  }

  /** Long at times, so that names stand across the borders of a parser's buffers. */
  private static String junk(Random random) {
    return random.nextInt(3) > 0 ? "" : "\"{" + random.nextInt() + "é😀\":{\"a\":[{\"b\":\"@type\"},"
        + "\"" + "é😀x{".repeat(random.nextInt(random.nextInt(10) == 0 ? 2_000 : 5)) + "\"]},";
  }
}
