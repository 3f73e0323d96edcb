package dev.tern.api.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tern.api.Field;
import dev.tern.api.RpcService;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MessageTypeTest {
  /** Another library's, on declarations: only its name counts. */
  @Retention(RetentionPolicy.RUNTIME)
  @interface Nullable {}

  record Nulls(@Nullable String a, @org.jspecify.annotations.Nullable String b, Optional<String> c, OptionalLong d,
      String e, @Nullable int f, byte @org.jspecify.annotations.Nullable [] g) {}

  @RpcService
  interface WithNulls {
    void call(Nulls nulls);

    Nulls mayTake(@Nullable Nulls a);

    @Nullable
    Nulls mayReturn();
  }

  @Test
  void aMemberMayBeAbsentIfOptionalOrNullableOfAnyLibrary() {
    TypeSet types = ServiceContract.of(WithNulls.class).methods().get(0).types();

    assertThat(types.message(Nulls.class).orElseThrow().members()).extracting(Member::name, Member::nullable)
        .containsExactly(tuple("a", true), tuple("b", true), tuple("c", true), tuple("d", true), tuple("e", false),
            tuple("f", false), tuple("g", true));
  }

  @Test
  void aNullableMessageIsWrapped() {
    List<MethodContract> methods = ServiceContract.of(WithNulls.class).methods();

    assertThat(methods).extracting(MethodContract::name).containsExactly("call", "mayReturn", "mayTake");
    assertThat(methods).extracting(MethodContract::requestIsParameter).containsExactly(true, false, false);
    assertThat(methods).extracting(MethodContract::replyIsMessage).containsExactly(false, false, true);
  }

  static class Base<T> {
    static final int VERSION = 1;
    protected T id;
    transient String cache;
  }

  static final class Person extends Base<Long> {
    private String name;
    private Person parent;

    private Person() {}
  }

  record Empty() {}

  @RpcService
  interface Beans {
    Person get(Empty empty);
  }

  @Test
  void aBeanTravelsByItsFieldsThoseOfItsSuperclassFirst() throws NoSuchFieldException {
    MethodContract get = ServiceContract.of(Beans.class).methods().get(0);

    MessageType person = get.types().message(Person.class).orElseThrow();
    assertThat(person.kind()).isEqualTo(MessageType.Kind.BEAN);
    assertThat(person.members()).containsExactly(
        new Member("id", 1, Long.class, false, Base.class.getDeclaredField("id")),
        new Member("name", 2, String.class, false, Person.class.getDeclaredField("name")),
        new Member("parent", 3, Person.class, false, Person.class.getDeclaredField("parent")));
  }

  @Test
  void aRecordTravelsByItsComponentsEvenIfItHasNone() {
    MethodContract get = ServiceContract.of(Beans.class).methods().get(0);

    assertThat(get.requestIsParameter()).isTrue();
    MessageType empty = get.types().message(Empty.class).orElseThrow();
    assertThat(empty.kind()).isEqualTo(MessageType.Kind.RECORD);
    assertThat(empty.members()).isEmpty();
  }

  record Numbered(@Field(7) String name, @Field(536_870_911) long id) {}

  @RpcService
  interface Numbers {
    void call(@Field(2) Numbered a, @Field(1) String b);
  }

  @Test
  void fieldNumbersComeFromTheAnnotation() {
    MethodContract call = ServiceContract.of(Numbers.class).methods().get(0);

    assertThat(call.parameters()).extracting(ParameterContract::name, ParameterContract::number)
        .containsExactly(tuple("a", 2), tuple("b", 1));
    assertThat(call.types().message(Numbered.class).orElseThrow().members()).extracting(Member::number)
        .containsExactly(7, 536_870_911);
  }

  record Partly(@Field(1) String a, String b, @Field(3) String c) {}

  record Reserved(@Field(0) String a, @Field(19_000) String b, @Field(19_999) String c, @Field(536_870_912) String d,
      @Field(18_999) String e, @Field(20_000) String f) {}

  record Twice(@Field(5) String a, @Field(5) String b) {}

  @RpcService
  interface BadNumbers {
    void a(Partly x);

    void b(Reserved x);

    void c(Twice x);

    void d(@Field(1) String x, String y);
  }

  @Test
  void fieldNumbersThatNoProtobufFileCouldHaveAreRefused() {
    assertThat(Refusal.of(BadNumbers.class)).isEqualTo("""
        demo.BadNumbers: 7 problems
          demo.BadNumbers.a(Partly), parameter x, type demo.Partly: @Field is on a, c, but not on b. Number all or none.
          demo.BadNumbers.b(Reserved), parameter x, type demo.Reserved: @Field(0) on a\
         (expected: 1 to 536870911, without 19000 to 19999)
          demo.BadNumbers.b(Reserved), parameter x, type demo.Reserved: @Field(19000) on b\
         (expected: 1 to 536870911, without 19000 to 19999)
          demo.BadNumbers.b(Reserved), parameter x, type demo.Reserved: @Field(19999) on c\
         (expected: 1 to 536870911, without 19000 to 19999)
          demo.BadNumbers.b(Reserved), parameter x, type demo.Reserved: @Field(536870912) on d\
         (expected: 1 to 536870911, without 19000 to 19999)
          demo.BadNumbers.c(Twice), parameter x, type demo.Twice: @Field(5) is on both a and b.\
         Give each its own number.
          demo.BadNumbers.d(String, String): @Field is on x, but not on y. Number all or none.""");
  }

  final class Inner {
    String name;
  }

  static final class NoConstructor {
    String name;

    NoConstructor(String name) {
      this.name = name;
    }
  }

  static final class NoField {
    static int count;
    transient int hash;
  }

  static final class FinalField {
    final String name = "";
  }

  static final class Hiding extends Base<String> {
    private String id;
  }

  static final class Worker extends Thread {
    private int jobs;
  }

  @RpcService
  interface BadBeans {
    void a(Inner x);

    void b(NoConstructor x);

    void c(NoField x);

    void d(FinalField x);

    void e(Hiding x);

    void f(List<Worker> x);
  }

  @Test
  void aClassThatNoDecoderCouldMakeAgainIsRefused() {
    assertThat(Refusal.of(BadBeans.class)).isEqualTo("""
        demo.BadBeans: 6 problems
          demo.BadBeans.a(Inner), parameter x: demo.Inner is an inner class, which drags its outer instance along.\
         Declare it static.
          demo.BadBeans.b(NoConstructor), parameter x: demo.NoConstructor has no constructor without parameters.\
         Add one, or make it a record.
          demo.BadBeans.c(NoField), parameter x: demo.NoField has no field that could travel.\
         Add one, or make it a record.
          demo.BadBeans.d(FinalField), parameter x, field demo.FinalField.name: is final,\
         so that no decoder can set it. Remove final, or make demo.FinalField a record.
          demo.BadBeans.e(Hiding), parameter x, field demo.Hiding.id: hides demo.Base.id. Rename one of them.
          demo.BadBeans.f(List<Worker>), parameter x: demo.Worker extends java.lang.Thread,\
         whose state would be lost. Hold it in a field instead.""");
  }
}
