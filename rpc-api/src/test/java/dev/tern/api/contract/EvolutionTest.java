package dev.tern.api.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.Field;
import dev.tern.api.Reserved;
import dev.tern.api.RpcService;
import dev.tern.api.Subtypes;
import dev.tern.api.UnknownFields;
import dev.tern.api.UnknownValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an interface says of versions older and newer than itself. */
class EvolutionTest {
  sealed interface Shape permits Circle, Square {}

  record Circle(double radius) implements Shape {}

  record Square(double side) implements Shape {}

  @Subtypes({Late.class, Early.class})
  interface Numbered {}

  @Field(9)
  record Late(int value) implements Numbered {}

  @Field(4)
  record Early(int value) implements Numbered {}

  @RpcService
  interface Numbers {
    Shape call(Numbered numbered);
  }

  @Test
  void aTypeThatStandsForAnotherHasTheNumberOnItsClassOrThatOfItsPosition() {
    TypeSet types = ServiceContract.of(Numbers.class).methods().get(0).types();

    assertThat(types.supertypes()).containsExactly(Numbered.class, Shape.class);
    assertThat(types.subtypeNumber(Shape.class, Circle.class)).isEqualTo(1);
    assertThat(types.subtypeNumber(Shape.class, Square.class)).isEqualTo(2);
    assertThat(types.subtypeNumber(Numbered.class, Late.class)).isEqualTo(9);
    assertThat(types.subtypeNumber(Numbered.class, Early.class)).isEqualTo(4);
    assertThat(types.subtypes(Numbered.class)).containsExactly(Late.class, Early.class);
    assertThatThrownBy(() -> types.subtypeNumber(Shape.class, Late.class))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("does not stand for");
  }

  @Subtypes({One.class, Other.class})
  interface Twice {}

  @Field(1)
  record One() implements Twice {}

  @Field(1)
  record Other() implements Twice {}

  @Subtypes(Zero.class)
  interface Zeroth {}

  @Field(0)
  record Zero() implements Zeroth {}

  sealed interface Some permits None, First {}

  @Field(3)
  record First() implements Some {}

  record None() implements Some {}

  @RpcService
  interface BadNumbers {
    void a(Twice x);

    void b(Zeroth x);

    void c(Some x);
  }

  @Test
  void numbersOfTypesThatStandForAnotherAreAllGivenOrNone() {
    assertThat(Refusal.of(BadNumbers.class)).isEqualTo("""
        demo.BadNumbers: 3 problems
          demo.BadNumbers.a(Twice), parameter x, type demo.Twice: @Field(1) is on both One and Other.\
         Give each its own number.
          demo.BadNumbers.b(Zeroth), parameter x, type demo.Zeroth: @Field(0) on Zero\
         (expected: 1 to 536870911, without 19000 to 19999)
          demo.BadNumbers.c(Some), parameter x, type demo.Some: @Field is on First, but not on None.\
         Number all or none.""");
  }

  @Reserved(numbers = {2, 5}, names = "old")
  record User(@Field(1) String name, @Field(3) long id) {}

  @Reserved(numbers = 3)
  static class Base {
    int a;
  }

  @Reserved(names = "gone")
  static class Derived extends Base {
    int b;
  }

  @Reserved(numbers = 7, names = "Blob")
  sealed interface Kept permits Only {}

  record Only() implements Kept {}

  @Reserved(numbers = 8)
  static class Broken extends Exception {
    private static final long serialVersionUID = 1L;
  }

  @RpcService
  interface Reserving {
    @Reserved(numbers = 3, names = "limit")
    Kept find(User user, Derived derived) throws Broken;
  }

  @Test
  void reservedNumbersAndNamesAreKnownOfMessagesMethodsAndTypesThatOthersStandFor() {
    MethodContract find = ServiceContract.of(Reserving.class).methods().get(0);

    assertThat(find.reserved().numbers()).containsExactly(3);
    assertThat(find.reserved().names()).containsExactly("limit");
    assertThat(reserved(find, User.class).numbers()).containsExactly(2, 5);
    assertThat(reserved(find, User.class).names()).containsExactly("old");
    assertThat(reserved(find, Derived.class).numbers()).containsExactly(3);
    assertThat(reserved(find, Derived.class).names()).containsExactly("gone");
    assertThat(find.types().reserved(Kept.class).numbers()).containsExactly(7);
    assertThat(find.types().error(Broken.class).orElseThrow().reserved().numbers()).containsExactly(8);
    assertThat(reserved(find, Only.class)).isEqualTo(ReservedFields.of(Only.class));
  }

  private static ReservedFields reserved(MethodContract method, Class<?> type) {
    return method.types().message(type).orElseThrow().reserved();
  }

  @Reserved(numbers = 2)
  record ByPosition(String a, String b) {}

  @Reserved(numbers = 7, names = "b")
  record ByNumber(@Field(7) String a, @Field(8) String b) {}

  @Reserved(numbers = {0, 19_500})
  record Impossible(String a) {}

  static class Child extends Base {
    int b;
    int c;
  }

  @Reserved(names = "Circle")
  sealed interface Named permits Ring {}

  record Ring() implements Named {}

  @Reserved(numbers = 1, names = "Ring")
  sealed interface Ringed permits Rings {}

  record Rings() implements Ringed {}

  @RpcService
  interface BadReserved {
    void a(ByPosition x);

    void b(ByNumber x);

    void c(Impossible x);

    void d(Child x);

    @Reserved(numbers = 1, names = "y")
    void e(int x, int y);

    void f(Named x, Ringed y);
  }

  @Test
  void whatIsReservedIsNotUsed() {
    assertThat(Refusal.of(BadReserved.class)).isEqualTo("""
        demo.BadReserved: 9 problems
          demo.BadReserved.a(ByPosition), parameter x, type demo.ByPosition: number 2 of b is @Reserved.\
         Number all with @Field, leaving it out.
          demo.BadReserved.b(ByNumber), parameter x, type demo.ByNumber: number 7 of a is @Reserved.\
         Give it another @Field.
          demo.BadReserved.b(ByNumber), parameter x, type demo.ByNumber: name b is @Reserved. Choose another one.
          demo.BadReserved.c(Impossible), parameter x, type demo.Impossible: @Reserved(numbers = 0)\
         (expected: 1 to 536870911, without 19000 to 19999)
          demo.BadReserved.c(Impossible), parameter x, type demo.Impossible: @Reserved(numbers = 19500)\
         (expected: 1 to 536870911, without 19000 to 19999)
          demo.BadReserved.d(Child), parameter x, type demo.Child: number 3 of c is @Reserved.\
         Number all with @Field, leaving it out.
          demo.BadReserved.e(int, int): number 1 of x is @Reserved. Number all with @Field, leaving it out.
          demo.BadReserved.e(int, int): name y is @Reserved. Choose another one.
          demo.BadReserved.f(Named, Ringed), parameter y, type demo.Ringed: number 1 of Rings is @Reserved.\
         Number all with @Field, leaving it out.""");
  }

  record Keeping(String a, UnknownFields unknown, String b) {}

  @RpcService
  interface Unknown {
    void call(Keeping x);
  }

  @Test
  void whatKeepsUnknownFieldsIsNoMember() {
    MethodContract call = ServiceContract.of(Unknown.class).methods().get(0);

    MessageType keeping = call.types().message(Keeping.class).orElseThrow();
    assertThat(keeping.members()).extracting(Member::name).containsExactly("a", "b");
    assertThat(keeping.members()).extracting(Member::number).containsExactly(1, 2);
    assertThat(keeping.unknownFields().orElseThrow().getName()).isEqualTo("unknown");
    assertThat(call.types().classes()).doesNotContain(UnknownFields.class);
  }

  record Double(UnknownFields a, UnknownFields b) {}

  record WithNumber(@Field(1) String a, @Field(2) UnknownFields b) {}

  record Listed(List<UnknownFields> a, Optional<UnknownFields> b) {}

  static class Bean {
    int a;
    UnknownFields b;
  }

  @RpcService
  interface BadUnknown {
    void a(Double x);

    void b(WithNumber x);

    void c(Listed x);

    void d(Bean x);

    void e(UnknownFields x);
  }

  @Test
  void onlyARecordKeepsUnknownFieldsAndOnce() {
    String noValue = "dev.tern.api.UnknownFields is no value. Declare it as a component of the record whose unknown"
        + " fields it keeps.\n";
    assertThat(Refusal.of(BadUnknown.class) + "\n").isEqualTo("demo.BadUnknown: 6 problems\n"
        + "  demo.BadUnknown.a(Double), parameter x, field demo.Double.b: keeps the same unknown fields as a."
        + " Remove one of them.\n"
        + "  demo.BadUnknown.b(WithNumber), parameter x, field demo.WithNumber.b: has no number of its own."
        + " Remove @Field.\n"
        + "  demo.BadUnknown.c(Listed), parameter x, field demo.Listed.a: " + noValue
        + "  demo.BadUnknown.c(Listed), parameter x, field demo.Listed.b: " + noValue
        + "  demo.BadUnknown.d(Bean), parameter x, field demo.Bean.b: " + noValue
        + "  demo.BadUnknown.e(UnknownFields), parameter x: " + noValue);
  }

  enum Level { @UnknownValue A, B, @UnknownValue C }

  enum Good { A, @UnknownValue B }

  @RpcService
  interface BadEnum {
    void a(Level x);

    void b(Level[] x, Map<Level, Good> y);
  }

  @Test
  void oneConstantStandsForAllThatAreUnknown() {
    assertThat(Refusal.of(BadEnum.class)).isEqualTo("demo.BadEnum.a(Level), parameter x: @UnknownValue is on A, C of"
        + " demo.Level. Leave it on one.");
  }
}
