package dev.tern.tck;

import dev.tern.api.RpcMethod;
import dev.tern.api.RpcMethod.RequestShape;
import dev.tern.api.RpcService;
import dev.tern.tck.CodecTypes.Boxes;
import dev.tern.tck.CodecTypes.Color;
import dev.tern.tck.CodecTypes.Drawing;
import dev.tern.tck.CodecTypes.Employee;
import dev.tern.tck.CodecTypes.Even;
import dev.tern.tck.CodecTypes.Growing;
import dev.tern.tck.CodecTypes.Link;
import dev.tern.tck.CodecTypes.Many;
import dev.tern.tck.CodecTypes.Moods;
import dev.tern.tck.CodecTypes.Nested;
import dev.tern.tck.CodecTypes.Nothing;
import dev.tern.tck.CodecTypes.Page;
import dev.tern.tck.CodecTypes.Person;
import dev.tern.tck.CodecTypes.Point;
import dev.tern.tck.CodecTypes.Primitives;
import dev.tern.tck.CodecTypes.Result;
import dev.tern.tck.CodecTypes.Shape;
import dev.tern.tck.CodecTypes.Tree;
import dev.tern.tck.CodecTypes.Values;
import dev.tern.tck.CodecTypes.Vehicle;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The signatures that every codec carries. */
@RpcService(name = "tck.Codec")
interface CodecService {
  void nothing();

  void aBoolean(boolean value);

  byte aByte(byte value);

  short aShort(short value);

  char aChar(char value);

  int anInt(int value);

  long aLong(long value);

  float aFloat(float value);

  double aDouble(double value);

  @Nullable Integer boxed(@Nullable Integer value);

  @Nullable String text(@Nullable String value);

  byte @Nullable [] bytes(byte @Nullable [] value);

  @Nullable Color color(@Nullable Color value);

  BigDecimal amount(BigDecimal value);

  Instant time(Instant value);

  Point point(Point value);

  @RpcMethod(request = RequestShape.WRAPPED)
  Point wrapped(Point value);

  @Nullable Point nullablePoint(@Nullable Point value);

  Optional<Point> optionalPoint(Optional<Point> value);

  Optional<String> optionalText(Optional<String> value);

  OptionalInt optionalInt(OptionalInt a, OptionalLong b, OptionalDouble c);

  Nothing empty(Nothing value);

  Primitives primitives(Primitives value);

  Boxes boxes(Boxes value);

  Values values(Values value);

  Many many(Many value);

  Person bean(Person value);

  Employee inherited(Employee value);

  Tree tree(Tree value);

  Link link(Link value);

  Page<Point> page(Page<Point> value);

  Page<Page<String>> pages(Page<Page<String>> value);

  List<String> strings(List<String> values);

  List<Integer> numbers(List<Integer> values);

  List<Point> points(List<Point> values);

  Collection<Long> collection(Collection<Long> values);

  Set<Color> set(Set<Color> values);

  Map<String, Point> map(Map<String, Point> values);

  Map<Color, List<Point>> mapOfLists(Map<Color, List<Point>> values);

  List<List<Integer>> lists(List<List<Integer>> values);

  long[] array(long[] values);

  String[] words(String[] values);

  void twoMessages(Point first, Point second);

  String three(int number, @Nullable String text, Point point);

  boolean four(long id, boolean flag, List<Integer> numbers, Map<String, Double> map);

  CompletableFuture<Point> future(Point value);

  Flow.Publisher<Point> watch(String value);

  CompletableFuture<Long> upload(Flow.Publisher<Point> values);

  Flow.Publisher<String> chat(Flow.Publisher<Integer> values);

  Nested nested(Nested value);

  Growing growing(Growing value);

  Moods moods(Moods value);

  Even even(Even value);

  Shape shape(Shape value);

  @Nullable Shape nullableShape(@Nullable Shape value);

  Optional<Shape> optionalShape(Optional<Shape> value);

  List<Shape> shapes(List<Shape> values);

  Map<String, Shape> namedShapes(Map<String, Shape> values);

  Vehicle vehicle(Vehicle value);

  Result<Point> result(Result<Point> value);

  Drawing drawing(Drawing value);

  void fails() throws CodecErrors.OutOfStock, CodecErrors.Broken, CodecErrors.Plain, CodecErrors.Settable;
}
