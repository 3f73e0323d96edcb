package dev.tern.api.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageLite;
import dev.tern.api.RpcService;
import dev.tern.api.Subtypes;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubtypesTest {
  sealed interface Shape permits Round, Square, Animal {}

  sealed interface Round extends Shape permits Circle, Oval {}

  record Circle(double radius) implements Round {}

  record Oval(double a, double b) implements Round {}

  record Square(double side) implements Shape {}

  @Subtypes({Cat.class, Dog.class})
  abstract static non-sealed class Animal implements Shape {
    String name;
  }

  static final class Cat extends Animal {}

  static final class Dog extends Animal {
    boolean barks;
  }

  @Subtypes(Derived.class)
  static class Base {
    long id;
  }

  static final class Derived extends Base {
    String more;
  }

  @RpcService
  interface Shapes {
    Shape a(Base base);

    void b(Circle circle);
  }

  @Test
  void sealedTypesAndListedOnesStandForTheDeclaredOneInTheirOrder() {
    TypeSet types = ServiceContract.of(Shapes.class).methods().get(0).types();

    assertThat(types.subtypes(Shape.class))
        .containsExactly(Circle.class, Oval.class, Square.class, Cat.class, Dog.class);
    assertThat(types.subtypes(Shape.class)).allMatch(type -> types.message(type).isPresent());
    assertThat(types.byName(Shape.class.getName())).isNull();
    assertThat(types.byName(Animal.class.getName())).isNull();
  }

  @Test
  void aConcreteTypeWithSubtypesStandsForItselfFirst() {
    TypeSet types = ServiceContract.of(Shapes.class).methods().get(0).types();

    assertThat(types.subtypes(Base.class)).containsExactly(Base.class, Derived.class);
    assertThat(types.message(Base.class)).isPresent();
  }

  @Test
  void aTypeThatOthersStandForIsNoMessageByItselfSoThatAFieldSaysWhichItIs() {
    List<MethodContract> methods = ServiceContract.of(Shapes.class).methods();

    assertThat(methods.get(0).requestIsParameter()).isFalse();
    assertThat(methods.get(0).replyIsMessage()).isFalse();
    assertThat(methods.get(1).requestIsParameter()).isTrue();
    assertThat(methods.get(1).types().subtypes(Circle.class)).isEmpty();
  }

  @Test
  void theSetOfAMethodHoldsOnlyWhatItsOwnSignatureReaches() {
    assertThat(ServiceContract.of(Shapes.class).methods().get(1).types().classes()).containsExactly(Circle.class);
  }

  sealed interface Result<T> {}

  record Ok<V>(V value) implements Result<V> {}

  record Many<E>(List<E> values) implements Result<List<E>> {}

  record Count(long count) implements Result<Long> {}

  @RpcService
  interface Results {
    Result<String> a();

    Result<List<String>> b();

    Result<Long> c();

    Either<String, Long> d();

    Either<Long, Long> e();
  }

  sealed interface Either<L, R> {}

  record Left<L, R>(L value) implements Either<L, R> {}

  record Same<T>(T value) implements Either<T, T> {}

  @Test
  void typeArgumentsOfASubtypeFollowFromTheDeclaredType() {
    List<MethodContract> methods = ServiceContract.of(Results.class).methods();

    assertThat(methods.get(0).types().messages()).extracting(message -> Descriptions.of(message.type()))
        .containsExactly("Ok<String>");
    assertThat(methods.get(1).types().messages()).extracting(message -> Descriptions.of(message.type()))
        .containsExactly("Many<String>", "Ok<List<String>>");
    assertThat(methods.get(2).types().messages()).extracting(message -> Descriptions.of(message.type()))
        .containsExactly("Count", "Ok<Long>");
    assertThat(methods.get(3).types().messages()).extracting(message -> Descriptions.of(message.type()))
        .containsExactly("Left<String, Long>");
    assertThat(methods.get(4).types().messages()).extracting(message -> Descriptions.of(message.type()))
        .containsExactly("Left<Long, Long>", "Same<Long>");
  }

  @Subtypes(String.class)
  interface Wrong {}

  sealed interface Choice {}

  enum None implements Choice {
    NONE
  }

  static final class Generated implements Choice, MessageLite {}

  non-sealed interface More extends Choice {}

  sealed interface Unknown {}

  record Known<T>(T value) implements Unknown {}

  sealed interface Box<T> {}

  record IntBox(int value) implements Box<Integer> {}

  record ListBox<T>(T value) implements Box<List<T>> {}

  @Subtypes({})
  interface Nothing {}

  @RpcService
  interface Bad {
    void a(Wrong x);

    void b(Choice x);

    void c(Unknown x);

    void d(Box<String> x);

    void e(Nothing x);
  }

  @Test
  void subtypesThatCannotStandForTheDeclaredTypeAreRefused() {
    assertThat(Refusal.of(Bad.class)).isEqualTo("""
        demo.Bad: 7 problems
          demo.Bad.a(Wrong), parameter x: @Subtypes of demo.Wrong lists java.lang.String,\
         which is not a subtype of it. Remove it.
          demo.Bad.b(Choice), parameter x: demo.More is an interface: anything could stand for it.\
         Make it sealed, or list its types with @Subtypes({...}).
          demo.Bad.b(Choice), parameter x: demo.None cannot stand for demo.Choice. Let a record hold it.
          demo.Bad.b(Choice), parameter x: demo.Generated cannot stand for demo.Choice. Let a record hold it.
          demo.Bad.c(Unknown), parameter x: type parameter T of demo.Known does not follow from Unknown.\
         Give both the same type parameters.
          demo.Bad.d(Box<String>), parameter x: no listed subtype can stand for Box<String>.\
         Declare it with other type arguments, or add one that can.
          demo.Bad.e(Nothing), parameter x: demo.Nothing is an interface: anything could stand for it.\
         Make it sealed, or list its types with @Subtypes({...}).""");
  }
}
