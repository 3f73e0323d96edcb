package dev.tern.api.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.api.ServiceId;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ServiceContractTest {
  record Address(String street, Optional<String> zip) {}

  record User(long id, String name, List<Address> addresses) {}

  record Page<T>(List<T> items, Page<T> next) {}

  sealed interface Shape {}

  record Circle(double radius) implements Shape {}

  record Square(double side) implements Shape {}

  static final class Missing extends Exception {
    private static final long serialVersionUID = 1L;
    final long id;

    Missing(long id) {
      this.id = id;
    }
  }

  @RpcService(group = "blue")
  interface Users {
    @RpcMethod(idempotent = true, timeout = "300ms", retries = 1)
    User find(long id) throws Missing;

    CompletableFuture<Page<User>> page(int number, Optional<String> filter);

    Flow.Publisher<Shape> shapes(Map<String, Shape> known);

    CompletableFuture<Void> upload(Flow.Publisher<User> users);
  }

  @Test
  void aServiceDescribesItselfWithAllThatADecoderMayCreate() {
    assertThat(Refusal.inDemo(Users.class, ServiceContract.of(Users.class).describe())).isEqualTo("""
        demo.Users (group blue)
          find(long id) -> User
            demo.Address {1 String street, 2 String? zip}
            demo.User {1 long id, 2 String name, 3 List<Address> addresses}
            error demo.Missing {1 String? message, 2 long id}
            java.lang.String, java.util.List, java.util.Optional
          page(int number, String? filter) -> Page<User>
            demo.Address {1 String street, 2 String? zip}
            demo.Page<User> {1 List<User> items, 2 Page<User> next}
            demo.User {1 long id, 2 String name, 3 List<Address> addresses}
            java.lang.String, java.util.List, java.util.Optional
          shapes(Map<String, Shape> known) -> stream Shape
            demo.Circle {1 double radius}
            demo.Square {1 double side}
            java.lang.String, java.util.Map
          upload(stream User users) -> void
            demo.Address {1 String street, 2 String? zip}
            demo.User {1 long id, 2 String name, 3 List<Address> addresses}
            java.lang.String, java.util.List, java.util.Optional""");
  }

  @Test
  void aServiceIsNamedAfterItsInterfaceWithADotBeforeANestedOne() {
    assertThat(ServiceContract.idOf(Users.class))
        .isEqualTo(new ServiceId("dev.tern.api.contract.ServiceContractTest.Users", "blue", ""));
  }

  @RpcService(name = "demo.Greeting", group = "green", version = "1.2")
  interface Named {
    String greet(String name);
  }

  @Test
  void theAnnotationNamesTheServiceItsGroupAndVersion() {
    ServiceContract contract = ServiceContract.of(Named.class);

    assertThat(contract.id()).isEqualTo(new ServiceId("demo.Greeting", "green", "1.2"));
    assertThat(contract.type()).isEqualTo(Named.class);
    MethodContract greet = contract.methods().get(0);
    assertThat(greet.path()).isEqualTo("/demo.Greeting/greet");
    assertThat(greet.fullName()).isEqualTo("demo.Greeting/greet");
    assertThat(Refusal.inDemo(Named.class, greet.javaName())).isEqualTo("demo.Named.greet(String)");
  }

  @Test
  void groupAndVersionMayBeGivenFromOutside() {
    ServiceId blue = new ServiceId("demo.Greeting", "blue", "2");

    ServiceContract contract = ServiceContract.of(Named.class, blue);

    assertThat(contract.id()).isEqualTo(blue);
    assertThat(contract.methods().get(0).service()).isEqualTo(blue);
  }

  @Test
  void anIdOfAnotherServiceIsRefused() {
    assertThatExceptionOfType(ContractException.class)
        .isThrownBy(() -> ServiceContract.of(Named.class, ServiceId.of("demo.Other")))
        .withMessage("dev.tern.api.contract.ServiceContractTest.Named: id names \"demo.Other\""
            + " (expected: demo.Greeting)");
  }

  static final class Impl implements Named {
    @Override
    public String greet(String name) {
      return name;
    }
  }

  @Test
  void aClassIsRefused() {
    assertThat(Refusal.of(Impl.class))
        .isEqualTo("demo.Impl: is not an interface. Name the interface that carries @RpcService.");
  }

  @Test
  void anAnnotationIsRefused() {
    assertThatExceptionOfType(ContractException.class).isThrownBy(() -> ServiceContract.of(RpcService.class))
        .withMessage("dev.tern.api.RpcService: is not an interface. Name the interface that carries @RpcService.");
  }

  interface Unmarked {
    void ping();
  }

  @Test
  void anInterfaceWithoutAnnotationIsRefused() {
    assertThat(Refusal.of(Unmarked.class)).isEqualTo("demo.Unmarked: has no @RpcService. Annotate it.");
  }

  @RpcService
  interface Empty {
    default void local() {}

    static void alsoLocal() {}

    @Override
    String toString();

    @Override
    boolean equals(Object other);
  }

  @Test
  void defaultStaticAndObjectMethodsAreNotRemoteAndNoOtherIsRefused() {
    assertThat(Refusal.of(Empty.class)).isEqualTo("demo.Empty: has no remote method. Declare an abstract one.");
  }

  @RpcService
  private interface Hidden {
    void ping();
  }

  @Test
  void aPrivateInterfaceIsRefused() {
    assertThat(Refusal.of(Hidden.class))
        .isEqualTo("demo.Hidden: is private, out of reach for a proxy. Make it public or package-private.");
  }

  @RpcService
  sealed interface Closed {
    void ping();
  }

  static final class OnlyOne implements Closed {
    @Override
    public void ping() {}
  }

  @Test
  void aSealedInterfaceIsRefused() {
    assertThat(Refusal.of(Closed.class))
        .isEqualTo("demo.Closed: is sealed, so that no proxy can implement it. Remove sealed.");
  }

  @RpcService
  interface Crud<T> {
    T find(long id);
  }

  @Test
  void anInterfaceWithTypeParametersIsRefused() {
    assertThat(Refusal.of(Crud.class)).isEqualTo("demo.Crud: has type parameters, which no wire carries."
        + " Annotate an interface that extends it and names them.");
  }

  @RpcService(name = "no good")
  interface Misnamed {
    void ping();
  }

  @Test
  void aNameThatCannotTravelIsRefused() {
    assertThat(Refusal.of(Misnamed.class)).isEqualTo("demo.Misnamed: service name: \"no good\""
        + " (expected: dotted identifiers such as demo.Greeting, at most 256 characters)");
  }

  @RpcService(errors = IOException.class)
  interface ManyProblems {
    Future<String> later();

    String join(Iterator<String> parts, List<?> others);
  }

  @Test
  void allProblemsOfAnInterfaceAreSaidAtOnce() {
    assertThat(Refusal.of(ManyProblems.class)).isEqualTo("""
        demo.ManyProblems: 4 problems
          demo.ManyProblems, error java.io.IOException: the fields of a JDK exception cannot travel.\
         List one of your own.
          demo.ManyProblems.join(Iterator<String>, List<?>), parameter parts: cannot take Iterator.\
         Take Flow.Publisher for a stream, or List for all at once.
          demo.ManyProblems.join(Iterator<String>, List<?>), parameter others: List<?> leaves its type open.\
         Name a type instead of ?.
          demo.ManyProblems.later(): cannot return Future. Return the value itself, or CompletableFuture.""");
  }

  record Broken(Object anything) {}

  @RpcService
  interface SameProblemTwice {
    void first(Broken broken);

    void second(Broken broken);
  }

  @Test
  void aTypeThatManyMethodsReachIsRefusedOnceForTheFirst() {
    assertThat(Refusal.of(SameProblemTwice.class)).isEqualTo("demo.SameProblemTwice.first(Broken), parameter broken,"
        + " field demo.Broken.anything: java.lang.Object could be anything."
        + " Name the type, or a sealed interface over those it may be.");
  }
}
