package com.caucho.hessian.test;

import dev.tern.api.RpcService;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Typed methods that can carry the values of Hessian's own test service, whose classes travel by these names. Where it
 * declares {@code Object}, a type stands here that its values are of.
 */
@RpcService
public interface TestHessian2 {
  void nothing();

  boolean truth(boolean value);

  int number(int value);

  long large(long value);

  double real(double value);

  Instant date(Instant value);

  @Nullable String text(@Nullable String value);

  byte @Nullable [] binary(byte @Nullable [] value);

  List<String> list(List<String> value);

  String[] array(String[] value);

  Map<String, Integer> byText(Map<String, Integer> value);

  Map<Integer, String> byNumber(Map<Integer, String> value);

  A one(A value);

  List<A> all(List<A> value);

  TestObject object(TestObject value);

  List<TestObject> objects(List<TestObject> value);

  TestCons cons(TestCons value);

  /** One of each class without a field. */
  static Object[] each() {
    return new Object[] {new A0(), new A1(), new A2(), new A3(), new A4(), new A5(), new A6(), new A7(), new A8(),
        new A9(), new A10(), new A11(), new A12(), new A13(), new A14(), new A15(), new A16()};
  }

  /** The very same one, so often as asked for. */
  static List<Object> shared(int value, int times) {
    Object[] objects = new Object[times];
    Arrays.fill(objects, new TestObject(value));
    return new ArrayList<>(Arrays.asList(objects));
  }

  /** An object around a number. */
  static Object around(int value) {
    return new TestObject(value);
  }

  /** What follows itself. */
  static Object circle() {
    TestCons cons = new TestCons();
    cons._first = "a";
    cons._rest = cons;
    return cons;
  }
}

sealed interface A permits A0, A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, A16 {}

record A0() implements A {}

record A1() implements A {}

record A2() implements A {}

record A3() implements A {}

record A4() implements A {}

record A5() implements A {}

record A6() implements A {}

record A7() implements A {}

record A8() implements A {}

record A9() implements A {}

record A10() implements A {}

record A11() implements A {}

record A12() implements A {}

record A13() implements A {}

record A14() implements A {}

record A15() implements A {}

record A16() implements A {}

record TestObject(@Nullable Integer _value) {}

final class TestCons {
  @Nullable String _first;
  @Nullable TestCons _rest;

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TestCons cons && Objects.equals(_first, cons._first)
        && (_rest == this) == (cons._rest == cons);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(_first);
  }
}
