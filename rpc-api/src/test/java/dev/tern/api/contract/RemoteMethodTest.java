package dev.tern.api.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

class RemoteMethodTest {
  record User(long id) {}

  @RpcService
  interface Overloads {
    User find(long id);

    User find(String name);
  }

  @Test
  void overloadsAreRefusedNamingBothAndTheRemedy() {
    assertThat(Refusal.of(Overloads.class)).isEqualTo("demo.Overloads: demo.Overloads.find(String) and"
        + " demo.Overloads.find(long) have the same name on the wire, \"find\"."
        + " Give one another with @RpcMethod(name = ...).");
  }

  @RpcService
  interface NamedOverloads {
    User find(long id);

    @RpcMethod(name = "findByName")
    User find(String name);
  }

  @Test
  void overloadsWithNamesOfTheirOwnAreBothRemoteAndSortedByThem() {
    assertThat(ServiceContract.of(NamedOverloads.class).methods()).extracting(MethodContract::name)
        .containsExactly("find", "findByName");
  }

  interface Crud<T, K> {
    T find(K key);

    CompletableFuture<T> findAsync(K key);

    Flow.Publisher<T> all();
  }

  @RpcService
  interface Users extends Crud<User, String> {
    void ping();
  }

  @Test
  void inheritedMethodsAreRemoteWithTheirTypeParametersResolved() {
    ServiceContract contract = ServiceContract.of(Users.class);

    assertThat(contract.methods()).extracting(MethodContract::name)
        .containsExactly("all", "find", "findAsync", "ping");
    assertThat(contract.methods()).extracting(MethodContract::replyType)
        .containsExactly(User.class, User.class, User.class, void.class);
    assertThat(contract.methods().get(1).parameters().get(0).type()).isEqualTo(String.class);
  }

  interface Source<R, P> {
    R open(P input);
  }

  @RpcService
  interface Chat extends Source<Flow.Publisher<User>, Flow.Publisher<String>> {}

  @Test
  void aTypeParameterMayStandForAStream() {
    MethodContract open = ServiceContract.of(Chat.class).methods().get(0);

    assertThat(open.kind()).isEqualTo(MethodKind.BIDI_STREAM);
    assertThat(open.replyType()).isEqualTo(User.class);
    assertThat(open.parameters().get(0).type()).isEqualTo(String.class);
  }

  @RpcService
  @SuppressWarnings("rawtypes")
  interface RawUsers extends Source {}

  @Test
  void aRawSuperinterfaceIsRefused() {
    assertThat(Refusal.of(RawUsers.class)).isEqualTo("""
        demo.RawUsers: 2 problems
          demo.Source.open(P), reply: type parameter R stands for no type here. Name one where its owner is extended.
          demo.Source.open(P), parameter input: type parameter P stands for no type here.\
         Name one where its owner is extended.""");
  }

  @RpcService
  interface Narrowed extends Crud<User, String> {
    @Override
    @RpcMethod(idempotent = true)
    User find(String key);
  }

  @Test
  void anOverridingMethodAndItsBridgeAreOne() throws NoSuchMethodException {
    ServiceContract contract = ServiceContract.of(Narrowed.class);

    assertThat(contract.methods()).extracting(MethodContract::name).containsExactly("all", "find", "findAsync");
    assertThat(contract.methods().get(1).method()).isEqualTo(Narrowed.class.getMethod("find", String.class));
    assertThat(contract.methods().get(1).idempotent()).isTrue();
  }

  interface Left {
    @RpcMethod(idempotent = true)
    Number count();
  }

  interface Right {
    Short count(); // sorts after Number, so that the first found is not the narrower
  }

  @RpcService
  interface Both extends Left, Right {}

  @Test
  void oneMethodOfTwoInterfacesIsOneWithTheNarrowerReplyAndTheOnlySettings() throws NoSuchMethodException {
    ServiceContract contract = ServiceContract.of(Both.class);

    assertThat(contract.methods()).hasSize(1);
    assertThat(contract.methods().get(0).method()).isEqualTo(Both.class.getMethod("count"));
    assertThat(contract.methods().get(0).replyType()).isEqualTo(Short.class);
    assertThat(contract.methods().get(0).idempotent()).isTrue();
  }

  @Test
  void aProxyHandsOverTheMethodsThatTheContractNames() {
    for (Class<?> type : List.of(Both.class, Narrowed.class, Users.class, Decided.class)) {
      Set<Method> called = new HashSet<>();
      Object proxy = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
          (self, method, arguments) -> {
            if (method.isDefault()) {
              return InvocationHandler.invokeDefault(self, method, arguments);
            }
            called.add(method);
            return method.getName().equals("count") ? (short) 1 : null;
          });
      for (Method method : type.getMethods()) {
        assertThatNoException().isThrownBy(() -> method.invoke(proxy, new Object[method.getParameterCount()]));
      }

      assertThat(ServiceContract.of(type).methods()).as(type.getName()).extracting(MethodContract::method)
          .containsExactlyInAnyOrderElementsOf(called);
    }
  }

  interface Eager {
    @RpcMethod(timeout = "1s")
    void ping();
  }

  interface Lazy {
    @RpcMethod(timeout = "2s")
    void ping();
  }

  @RpcService
  interface Undecided extends Eager, Lazy {}

  @Test
  void oneMethodOfTwoInterfacesWithDifferentSettingsIsRefused() {
    assertThat(Refusal.of(Undecided.class)).matches("demo\\.(Eager|Lazy)\\.ping\\(\\): is inherited more than once,"
        + " with different @RpcMethod settings\\. Declare it in demo\\.Undecided\\.");
  }

  @RpcService
  interface Decided extends Eager, Lazy {
    @Override
    void ping();
  }

  @Test
  void theInterfaceItselfDecidesBetweenSettingsThatItInherits() {
    assertThat(ServiceContract.of(Decided.class).methods().get(0).timeout()).isNull();
  }

  interface Putter<T> {
    void put(T value);
  }

  interface UserPutter {
    void put(User value);
  }

  @RpcService
  interface PutTwice extends Putter<User>, UserPutter {}

  @Test
  void oneMethodWithTwoErasuresIsRefused() {
    assertThat(Refusal.of(PutTwice.class)).isEqualTo("demo.PutTwice: demo.Putter.put(T) and demo.UserPutter.put(User)"
        + " are one method, inherited twice. Declare it in demo.PutTwice.");
  }

  @RpcService
  interface GenericMethod {
    <T extends Number> T echo(T value);
  }

  @Test
  void aMethodWithTypeParametersIsRefused() {
    assertThat(Refusal.of(GenericMethod.class)).isEqualTo(
        "demo.GenericMethod.echo(T): has type parameters of its own, which no wire carries. Name the types.");
  }

  @RpcService
  interface LocalWithSettings {
    void ping();

    @RpcMethod(idempotent = true)
    default void twice() {
      ping();
    }
  }

  @Test
  void settingsOfALocalMethodAreRefused() {
    assertThat(Refusal.of(LocalWithSettings.class)).isEqualTo(
        "demo.LocalWithSettings.twice(): has a body, so that it runs locally. Remove @RpcMethod.");
  }

  @RpcService
  interface Unsayable {
    @RpcMethod(name = "a/b")
    void slash();

    void gr$eet();
  }

  @Test
  void aNameThatNoPathCarriesIsRefused() {
    assertThat(Refusal.of(Unsayable.class)).isEqualTo("""
        demo.Unsayable: 2 problems
          demo.Unsayable.slash(): name on the wire: "a/b" (expected: ASCII letters, digits and underscores).\
         Give it one with @RpcMethod(name = ...).
          demo.Unsayable.gr$eet(): name on the wire: "gr$eet" (expected: ASCII letters, digits and underscores).\
         Give it one with @RpcMethod(name = ...).""");
  }

  @RpcService
  interface Settings {
    @RpcMethod(idempotent = true, timeout = "300ms", nonBlocking = true, retries = 10, cluster = "failfast",
        loadBalancer = "random", codec = "json", request = RpcMethod.RequestShape.WRAPPED)
    User all(User user);

    User none(User user);

    @RpcMethod(interruptible = true)
    User stoppable(User user);
  }

  @Test
  void settingsOfTheAnnotationAreTaken() {
    MethodContract all = ServiceContract.of(Settings.class).methods().get(0);

    assertThat(all.idempotent()).isTrue();
    assertThat(all.nonBlocking()).isTrue();
    assertThat(ServiceContract.of(Settings.class).methods().get(2).interruptible()).isTrue();
    assertThat(all.timeout()).isEqualTo(Duration.ofMillis(300));
    assertThat(all.retries()).isEqualTo(10);
    assertThat(all.cluster()).isEqualTo("failfast");
    assertThat(all.loadBalancer()).isEqualTo("random");
    assertThat(all.codec()).isEqualTo("json");
    assertThat(all.requestIsParameter()).isFalse();
    assertThat(all.replyIsMessage()).isTrue();
  }

  @Test
  void aMethodWithoutAnnotationHasEveryDefault() {
    MethodContract none = ServiceContract.of(Settings.class).methods().get(1);

    assertThat(none.idempotent()).isFalse();
    assertThat(none.nonBlocking()).isFalse();
    assertThat(none.interruptible()).isFalse();
    assertThat(none.timeout()).isNull();
    assertThat(none.retries()).isEqualTo(-1);
    assertThat(none.cluster()).isEmpty();
    assertThat(none.loadBalancer()).isEmpty();
    assertThat(none.codec()).isEmpty();
    assertThat(none.requestIsParameter()).isTrue();
  }

  @RpcService
  interface BothAtOnce {
    @RpcMethod(nonBlocking = true, interruptible = true)
    void stop();
  }

  @Test
  void aMethodThatNeverBlocksCannotBeInterrupted() {
    assertThat(Refusal.of(BothAtOnce.class)).isEqualTo("demo.BothAtOnce.stop(): is nonBlocking and interruptible:"
        + " there is nothing to interrupt where nothing may block. Choose one.");
  }

  @RpcService
  interface WrongSettings {
    @RpcMethod(timeout = "0ms")
    void a();

    @RpcMethod(retries = 11)
    void b();

    @RpcMethod(retries = -2)
    void c();
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThat(Refusal.of(WrongSettings.class)).isEqualTo("""
        demo.WrongSettings: 3 problems
          demo.WrongSettings.a(): timeout: "0ms"\
         (expected: > 0, at most 292 years, written as 300ms, 2s, 1m or PT0.3S)
          demo.WrongSettings.b(): retries: 11 (expected: 0 to 10, or -1 for the default of the cluster mode)
          demo.WrongSettings.c(): retries: -2 (expected: 0 to 10, or -1 for the default of the cluster mode)""");
  }
}
