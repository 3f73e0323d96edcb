package dev.tern.tck;

import dev.tern.api.UnknownFields;
import dev.tern.tck.CodecTypes.Boxes;
import dev.tern.tck.CodecTypes.Car;
import dev.tern.tck.CodecTypes.Circle;
import dev.tern.tck.CodecTypes.Color;
import dev.tern.tck.CodecTypes.Drawing;
import dev.tern.tck.CodecTypes.Employee;
import dev.tern.tck.CodecTypes.Failure;
import dev.tern.tck.CodecTypes.Group;
import dev.tern.tck.CodecTypes.Growing;
import dev.tern.tck.CodecTypes.Link;
import dev.tern.tck.CodecTypes.Many;
import dev.tern.tck.CodecTypes.Mood;
import dev.tern.tck.CodecTypes.Moods;
import dev.tern.tck.CodecTypes.Nested;
import dev.tern.tck.CodecTypes.Nothing;
import dev.tern.tck.CodecTypes.Page;
import dev.tern.tck.CodecTypes.Person;
import dev.tern.tck.CodecTypes.Point;
import dev.tern.tck.CodecTypes.Primitives;
import dev.tern.tck.CodecTypes.Shape;
import dev.tern.tck.CodecTypes.Square;
import dev.tern.tck.CodecTypes.Success;
import dev.tern.tck.CodecTypes.Tree;
import dev.tern.tck.CodecTypes.Truck;
import dev.tern.tck.CodecTypes.Values;
import dev.tern.tck.CodecTypes.Vehicle;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is sent through each method of {@link CodecService}. */
final class CodecCases {
  private static final Point POINT = new Point(-3, Integer.MAX_VALUE);
  private static final Point ORIGIN = new Point(0, 0);
  private static final String TEXT = "naïve 上海 😀\u0000\uFFFD";

  private CodecCases() {}

  /**
   * One call.
   *
   * @param method of {@link CodecService}
   */
  record Case(String method, List<@Nullable Object> arguments, @Nullable Object reply) {
    @Override
    public String toString() {
      String text = method + arguments;
      return text.length() > 100 ? text.substring(0, 100) + "..." : text;
    }
  }

  private static Case same(String method, @Nullable Object value) {
    return new Case(method, Arrays.asList(value), value);
  }

  private static Case call(String method, @Nullable Object reply, @Nullable Object... arguments) {
    return new Case(method, Arrays.asList(arguments), reply);
  }

  static Stream<Case> all() {
    return Stream.of(scalars(), optionals(), messages(), collections(), several(), polymorphic(), evolving())
        .flatMap(cases -> cases);
  }

  private static Stream<Case> scalars() {
    return Stream.of(
        call("nothing", null),
        call("aBoolean", null, true), call("aBoolean", null, false),
        same("aByte", (byte) -128), same("aByte", (byte) 127), same("aByte", (byte) 0),
        same("aShort", Short.MIN_VALUE), same("aShort", Short.MAX_VALUE),
        same("aChar", '\u0000'), same("aChar", '上'), same("aChar", '\uFFFF'),
        same("anInt", 0), same("anInt", -1), same("anInt", Integer.MIN_VALUE), same("anInt", Integer.MAX_VALUE),
        same("aLong", 0L), same("aLong", Long.MIN_VALUE), same("aLong", Long.MAX_VALUE), same("aLong", 1L << 53 | 1),
        same("aFloat", -0f), same("aFloat", Float.MIN_VALUE), same("aFloat", Float.NaN), same("aFloat", 0.1f),
        same("aDouble", -0d), same("aDouble", Double.MAX_VALUE), same("aDouble", Double.NEGATIVE_INFINITY),
        same("aDouble", Double.NaN), same("aDouble", 0.1),
        same("text", TEXT), same("text", ""), same("text", "x".repeat(70_000)), same("text", "é".repeat(70_000)),
        same("bytes", new byte[] {0, -1, 127}), same("bytes", new byte[0]), same("bytes", new byte[5_000]),
        same("color", Color.RED), same("color", Color.BLUE),
        same("amount", new BigDecimal("100.00")), same("amount", new BigDecimal("1E+30")),
        same("time", Instant.EPOCH), same("time", Instant.parse("9999-12-31T23:59:59.999999999Z")),
        same("values", Values.sample()));
  }

  private static Stream<Case> optionals() {
    return Stream.of(
        same("boxed", null), same("boxed", 0), same("boxed", -5),
        same("text", null), same("bytes", null), same("color", null),
        same("nullablePoint", null), same("nullablePoint", POINT), same("nullablePoint", ORIGIN),
        same("optionalPoint", Optional.empty()), same("optionalPoint", Optional.of(ORIGIN)),
        same("optionalText", Optional.empty()), same("optionalText", Optional.of("")),
        same("optionalText", Optional.of(TEXT)),
        call("optionalInt", OptionalInt.of(0), OptionalInt.of(0), OptionalLong.of(-1), OptionalDouble.of(0)),
        call("optionalInt", OptionalInt.empty(), OptionalInt.empty(), OptionalLong.empty(), OptionalDouble.empty()),
        same("boxes", new Boxes(null, null, null, null, null, null, null, null, null, null, null)),
        same("boxes", new Boxes(false, (byte) 0, (short) 0, 'a', 0, 0L, 0f, 0d, "", new byte[0], Color.RED)),
        same("boxes", new Boxes(true, (byte) -1, (short) -1, '\uFFFF', -1, -1L, -1f, -1d, TEXT, new byte[] {1},
            Color.GREEN)));
  }

  private static Stream<Case> messages() {
    Person person = new Person().with("Ada", 36, List.of(POINT, ORIGIN));
    Employee boss = (Employee) new Employee().under(null, 2.5).with("Bob", 0, List.of());
    Employee employee = (Employee) new Employee().under(boss, 0).with("", -1, List.of(POINT));
    Link chain = IntStream.range(0, 50).boxed()
        .reduce(new Link(-1, null), (next, value) -> new Link(value, next), (a, b) -> a);
    return Stream.of(
        same("point", POINT), same("point", ORIGIN), same("wrapped", POINT), same("wrapped", ORIGIN),
        same("empty", new Nothing()),
        same("primitives", new Primitives(true, (byte) -1, (short) -2, 'c', -4, -5, -6.5f, -7.5)),
        same("primitives", new Primitives(false, (byte) 0, (short) 0, '\u0000', 0, 0, 0, 0)),
        same("bean", person), same("bean", new Person()), same("inherited", employee), same("inherited", boss),
        same("tree", new Tree("root", List.of(new Tree("", List.of(new Tree("leaf", List.of()))),
            new Tree("b", List.of())))),
        same("link", chain),
        same("page", new Page<>(1, List.of(POINT, ORIGIN), POINT)), same("page", new Page<Point>(0, List.of(), null)),
        same("pages", new Page<>(2, List.of(new Page<>(3, List.of("a", ""), "a")), null)),
        same("many", new Many(List.of(TEXT, ""), Set.of(Color.BLUE), Map.of("", POINT, "b", ORIGIN),
            Map.of(-1L, List.of(1, 2), 0L, List.of()), List.of(Map.of(), Map.of("a", 1L)), new int[] {0, -1, 300},
            new double[] {0, 0.1}, new boolean[] {true, false}, new String[] {"", TEXT}, Optional.of(POINT),
            OptionalInt.of(7))),
        same("many", new Many(List.of(), Set.of(), Map.of(), Map.of(), List.of(), new int[0], new double[0],
            new boolean[0], new String[0], Optional.empty(), OptionalInt.empty())));
  }

  private static Stream<Case> collections() {
    return Stream.of(
        same("strings", List.of()), same("strings", List.of("")), same("strings", List.of("a", TEXT, "")),
        same("numbers", List.of(0)), same("numbers", IntStream.range(-1000, 1000).boxed().toList()),
        same("points", List.of(ORIGIN, POINT, ORIGIN)), same("collection", List.of(0L, Long.MIN_VALUE)),
        same("set", Set.of()), same("set", Set.of(Color.GREEN, Color.RED)),
        same("map", Map.of()), same("map", Map.of("", ORIGIN, TEXT, POINT)),
        same("mapOfLists", Map.of(Color.RED, List.of(), Color.BLUE, List.of(POINT))),
        same("lists", List.of(List.of(), List.of(0, 1), List.of())),
        same("array", new long[] {0, -1, Long.MAX_VALUE}), same("array", new long[0]),
        same("words", new String[] {"", TEXT}));
  }

  private static Stream<Case> several() {
    return Stream.of(
        call("twoMessages", null, POINT, ORIGIN),
        call("three", "ok", 0, null, ORIGIN), call("three", null, 7, TEXT, POINT),
        call("four", true, 1L, true, List.of(1, 0, 2), Map.of("pi", 3.14)),
        call("four", false, 0L, false, List.of(), Map.of()),
        call("fails", null), same("future", POINT), call("watch", POINT, TEXT), call("upload", 5L, POINT), call("chat", TEXT, 0));
  }

  private static Stream<Case> polymorphic() {
    Shape circle = new Circle(0);
    Shape square = new Square(POINT, 4);
    Shape group = new Group("all", List.of(circle, new Group("", List.of(), null), square), square);
    Vehicle truck = new Truck(List.of(new Car(5), new Vehicle())).named("truck");
    return Stream.of(
        same("shape", circle), same("shape", square), same("shape", group),
        same("nullableShape", null), same("nullableShape", circle), same("nullableShape", group),
        same("optionalShape", Optional.empty()), same("optionalShape", Optional.of(circle)),
        same("shapes", List.of()), same("shapes", List.of(group, circle, circle)),
        same("namedShapes", Map.of("", circle, TEXT, group)),
        same("vehicle", new Vehicle()), same("vehicle", new Car(0)), same("vehicle", truck),
        same("result", new Success<>(ORIGIN)), same("result", new Failure<Point>(TEXT)),
        same("drawing", new Drawing(group, Optional.of(square), List.of(circle), Map.of("a", square),
            new Success<>(POINT), truck)),
        same("drawing", new Drawing(circle, Optional.empty(), List.of(), Map.of(), new Failure<>(""), null)));
  }

  private static Stream<Case> evolving() {
    Nested nested = new Nested(Map.of("a", Set.of(), "b", Set.of(Color.RED, Color.BLUE)),
        List.of(Set.of(POINT, ORIGIN), Set.of()), Map.of(Color.GREEN, Map.of(0, List.of(ORIGIN), -1, List.of())),
        List.of(List.of(List.of(), List.of("", TEXT)), List.of()),
        new Page<>(1, List.of(List.of(POINT)), List.of(ORIGIN)),
        new Page<>(2, List.of(Map.of("x", new Page<>(3, List.of(Color.RED), null))), Map.of()));
    return Stream.of(
        same("nested", nested),
        same("growing", new Growing(0, UnknownFields.NONE, "")),
        same("growing", new Growing(-7, UnknownFields.NONE, TEXT)),
        same("moods", new Moods(Mood.BAD, List.of(Mood.OTHER, Mood.GOOD), Map.of(Mood.OTHER, Mood.BAD))));
  }
}
