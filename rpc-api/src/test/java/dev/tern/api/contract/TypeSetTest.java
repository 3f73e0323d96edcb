package dev.tern.api.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageLite;
import dev.tern.api.RpcService;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TypeSetTest {
  enum Color {
    RED, BLUE {
      @Override
      public String toString() {
        return "blue";
      }
    }
  }

  record User(long id, @Nullable User friend) {}

  record Page<T>(List<T> items, Optional<T> first) {}

  record Pair<A, B>(A left, B right) {}

  @RpcService
  interface Good {
    void a(boolean a, byte b, short c, char d, int e, long f, float g, double h);

    void b(Boolean a, Byte b, Short c, Character d, Integer e, Long f, Float g, Double h);

    void c(String a, byte[] b, BigDecimal c, UUID d, URI e, Instant f, ZoneId g, DayOfWeek h, Color i);

    void d(List<List<String>> a, Set<User> b, Collection<Color> c, Map<Long, List<User>> d, Map<Color, byte[]> e);

    void e(int[] a, String[] b, Color[] c, UUID... d);

    void f(Optional<String> a, OptionalInt b, Optional<User> c, Optional<byte[]> d, @Nullable List<User> e);

    Page<Pair<String, User>> g(Page<User> a);
  }

  private static MethodContract good(int index) {
    return ServiceContract.of(Good.class).methods().get(index);
  }

  @Test
  void scalarsEnumsCollectionsArraysAndOptionalsTravel() {
    assertThat(good(0).types().classes()).isEmpty();
    assertThat(good(1).types().classes()).containsExactlyInAnyOrder(Boolean.class, Byte.class, Short.class,
        Character.class, Integer.class, Long.class, Float.class, Double.class);
    assertThat(good(2).types().classes()).containsExactlyInAnyOrder(String.class, byte[].class, BigDecimal.class,
        UUID.class, URI.class, Instant.class, ZoneId.class, DayOfWeek.class, Color.class);
    assertThat(good(3).types().classes()).containsExactlyInAnyOrder(List.class, Set.class, Collection.class, Map.class,
        String.class, User.class, Color.class, Long.class, byte[].class);
    assertThat(good(4).types().classes()).containsExactlyInAnyOrder(int[].class, String[].class, String.class,
        Color[].class, Color.class, UUID[].class, UUID.class);
    assertThat(good(5).parameters()).extracting(ParameterContract::nullable)
        .containsExactly(true, true, true, true, true);
  }

  @Test
  void theSetOfAMethodIsFoundByTheTypesThatReflectionGives() throws NoSuchMethodException {
    MethodContract method = good(6);
    Type reflected = Good.class.getMethod("g", Page.class).getGenericReturnType();

    assertThat(method.replyType()).isEqualTo(reflected).hasSameHashCodeAs(reflected);
    assertThat(reflected).isEqualTo(method.replyType());
    assertThat(method.replyType()).isNotEqualTo(new Parameterized(Page.class, List.of(User.class)));
    assertThat(method.replyType().getTypeName()).isEqualTo(reflected.getTypeName());
    assertThat(method.types().isMessage(reflected)).isTrue();
    MessageType page = method.types().message(reflected).orElseThrow();
    Type pair = page.members().get(1).type();
    assertThat(pair.getTypeName()).isEqualTo(
        "java.util.Optional<" + Pair.class.getName() + "<java.lang.String, " + User.class.getName() + ">>");
    assertThat(page.members().get(1).nullable()).isTrue();
  }

  @Test
  void eachInstantiationOfAGenericTypeIsAMessageOfItsOwn() {
    assertThat(good(6).types().messages()).extracting(message -> Descriptions.of(message.type()))
        .containsExactly("Page<Pair<String, User>>", "Page<User>", "Pair<String, User>", "User");
  }

  @Test
  void aTypeThatHoldsItselfIsReadOnce() {
    TypeSet types = good(3).types();

    assertThat(types.message(User.class).orElseThrow().members()).extracting(Member::type)
        .containsExactly(long.class, User.class);
  }

  @Test
  void aNameOutsideTheSetIsNotFound() {
    TypeSet types = good(3).types();

    assertThat(types.byName(User.class.getName())).isEqualTo(User.class);
    assertThat(types.byName("java.util.UUID")).isNull();
    assertThat(types.byName(User.class.getName() + "X")).isNull();
    assertThat(types.isMessage(UUID.class)).isFalse();
    assertThat(types.message(String.class)).isEmpty();
  }

  static final class Generated implements MessageLite {
    private final Object internals = new Object();

    Object internals() {
      return internals;
    }
  }

  @RpcService
  interface Protobuf {
    Generated call(Generated request);

    void hold(List<Generated> requests);
  }

  @Test
  void aGeneratedProtobufMessageIsAMessageWhoseFieldsAreItsOwnAffair() {
    MethodContract call = ServiceContract.of(Protobuf.class).methods().get(0);

    assertThat(call.requestIsParameter()).isTrue();
    assertThat(call.replyIsMessage()).isTrue();
    assertThat(call.types().isGenerated(Generated.class)).isTrue();
    assertThat(call.types().messages()).isEmpty();
    assertThat(call.types().classes()).containsExactly(Generated.class);
  }

  record OnlyTwoBytes(byte[][] bytes) {}

  interface Open {}

  abstract static class Partial {
    long id;
  }

  @RpcService
  @SuppressWarnings("rawtypes")
  interface Bad {
    void a(Object x);

    void b(Open x);

    void c(Partial x);

    void d(List x, Map y, Page z, Optional w, Set<Pair> v);

    void e(List<? extends User> x, List<? super User> y, Map<?, User> z, Page<?> w, Optional<?> v);

    void f(User[] x, int[][] y, List<String>[] z);

    void g(Map<User, String> x, Map<UUID, String> y, Map<List<String>, String> z);

    void h(Optional<Optional<String>> x, List<Optional<String>> y, List<OptionalInt> z);

    void i(Optional<List<String>> x, Optional<int[]> y, Optional<Map<String, User>> z);

    void j(ArrayList<User> x, HashMap<String, User> y, Iterable<User> z);

    void k(Date x, Number y, Function<String, String> z, Class<?> w, Comparable v);

    void l(Void x, IllegalStateException y, MessageLite z);

    void m(List<@Nullable String> x, Map<String, List<@Nullable User>> y, @Nullable String[] z);

    OnlyTwoBytes n();
  }

  @Test
  void typesThatAreOpenUnknownOrCannotTravelAreRefusedWithWhatToUse() {
    String text = Refusal.of(Bad.class).replaceAll("demo\\.Bad\\.(.)\\(.*\\), (parameter|reply)", "$1");
    assertThat(text).isEqualTo("""
        demo.Bad: 40 problems
          a x: java.lang.Object could be anything. Name the type, or a sealed interface over those it may be.
          b x: demo.Open is an interface: anything could stand for it.\
         Make it sealed, or list its types with @Subtypes({...}).
          c x: demo.Partial is abstract: anything could stand for it.\
         Make it sealed, or list its types with @Subtypes({...}).
          d x: List is raw. Name what it holds, such as List<String>.
          d y: Map is raw. Name what it holds, such as Map<String, String>.
          d z: Page is raw. Name what it holds, such as Page<String>.
          d w: Optional is raw. Name what it holds, such as Optional<String>.
          d v: Pair is raw. Name what it holds, such as Pair<String, String>.
          e x: List<? extends User> leaves its type open. Declare List<User>.
          e y: List<? super User> leaves its type open. Declare List<User>.
          e z: Map<?, User> leaves its type open. Name a type instead of ?.
          e w: Page<?> leaves its type open. Name a type instead of ?.
          e v: Optional<?> leaves its type open. Name a type instead of ?.
          f x: User[] cannot travel: arrays hold primitives, scalars or enums, in one dimension. Declare List<User>.
          f y: int[][] cannot travel: arrays hold primitives, scalars or enums, in one dimension. Declare List<int[]>.
          f z: List<String>[] cannot travel: arrays hold primitives, scalars or enums, in one dimension.\
         Declare List<List<String>>.
          g x: Map<User, String> cannot be keyed by User. Use String, a whole number, Boolean or an enum as its key.
          g y: Map<UUID, String> cannot be keyed by UUID. Use String, a whole number, Boolean or an enum as its key.
          g z: Map<List<String>, String> cannot be keyed by List<String>.\
         Use String, a whole number, Boolean or an enum as its key.
          h x: Optional<String> cannot stand inside another type, where nothing is ever absent.\
         Only a whole parameter, reply or member may be Optional.
          h y: Optional<String> cannot stand inside another type, where nothing is ever absent.\
         Only a whole parameter, reply or member may be Optional.
          h z: OptionalInt cannot stand inside another type, where nothing is ever absent.\
         Only a whole parameter, reply or member may be Optional.
          i x: Optional<List<String>>: one that is absent travels as an empty one. Declare List<String>.
          i y: Optional<int[]>: one that is absent travels as an empty one. Declare int[].
          i z: Optional<Map<String, User>>: one that is absent travels as an empty one. Declare Map<String, User>.
          j x: java.util.ArrayList is one of many collections. Declare List, Set or Collection.
          j y: java.util.HashMap is one of many maps. Declare Map.
          j z: cannot take Iterable. Take Flow.Publisher for a stream, or List for all at once.
          k x: java.util.Date cannot travel. Use java.time.Instant, or another type of java.time.
          k y: java.lang.Number is a JDK type that cannot travel.\
         Use a record of your own, or one of dev.tern.api.contract.Scalars.
          k z: java.util.function.Function is a JDK type that cannot travel.\
         Use a record of your own, or one of dev.tern.api.contract.Scalars.
          k w: java.lang.Class is a JDK type that cannot travel.\
         Use a record of your own, or one of dev.tern.api.contract.Scalars.
          k v: java.lang.Comparable is a JDK type that cannot travel.\
         Use a record of your own, or one of dev.tern.api.contract.Scalars.
          l x: Void carries nothing. Name a type.
          l y: java.lang.IllegalStateException is an exception, not a value. Declare it in throws, or use a record.
          l z: com.google.protobuf.MessageLite stands for any Protobuf message. Name a generated one.
          m x: @Nullable inside List<String> cannot be kept: only a whole parameter, reply or member may be null.\
         Remove it.
          m y: @Nullable inside Map<String, List<User>> cannot be kept:\
         only a whole parameter, reply or member may be null. Remove it.
          m z: @Nullable inside String[] cannot be kept: only a whole parameter, reply or member may be null. Remove it.
          n, field demo.OnlyTwoBytes.bytes: byte[][] cannot travel: arrays hold primitives, scalars or enums,\
         in one dimension. Declare List<byte[]>.""");
  }

  record Endless<T>(T value, Optional<Endless<List<T>>> next) {}

  record Wide<T>(Optional<Wide<List<T>>> a, Optional<Wide<Set<T>>> b, Optional<Wide<Optional<T>>> c) {}

  @RpcService
  interface Growing {
    void deep(Endless<String> x);
  }

  @RpcService
  interface GrowingWide {
    void wide(Wide<String> x);
  }

  @Test
  void aTypeWhoseArgumentsGrowWithoutEndIsRefused() {
    assertThat(Refusal.of(Growing.class)).isEqualTo("demo.Growing.deep(Endless<String>), parameter x,"
        + " field demo.Endless.next: its types grow without end (expected: at most 1000 types, type arguments nested at"
        + " most 16 deep). Do not nest type arguments deeper in demo.Endless.");
    assertThat(Refusal.of(GrowingWide.class)).isEqualTo("demo.GrowingWide.wide(Wide<String>), parameter x,"
        + " field demo.Wide.a: its types grow without end (expected: at most 1000 types, type arguments nested at"
        + " most 16 deep). Do not nest type arguments deeper in demo.Wide.");
  }

  record Shuffle<A, B, C, D, E, F, G>(A first, Shuffle<B, A, C, D, E, F, G> swapped,
      Shuffle<B, C, D, E, F, G, A> turned) {}

  @RpcService
  interface Shuffling {
    void call(Shuffle<Byte, Short, Integer, Long, Float, Double, String> x);
  }

  @Test
  void moreTypesThanAnyoneCouldMeanAreRefused() {
    assertThat(Refusal.of(Shuffling.class)).isEqualTo("demo.Shuffling.call(Shuffle<Byte, Short, Integer, Long, Float,"
        + " Double, String>), parameter x, field demo.Shuffle.turned: its types grow without end (expected: at most"
        + " 1000 types, type arguments nested at most 16 deep). Do not nest type arguments deeper in demo.Shuffle.");
  }

  static boolean initialised;

  static final class Trap {
    static {
      initialised = true;
    }

    String name;
  }

  enum TrapEnum {
    ONE;

    static {
      initialised = true;
    }
  }

  static final class TrapError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static {
      initialised = true;
    }
  }

  @RpcService(errors = TrapError.class)
  interface Traps {
    Trap call(List<TrapEnum> list);
  }

  @Test
  void readingAContractInitialisesNoneOfItsClasses() {
    MethodContract call = ServiceContract.of(Traps.class).methods().get(0);

    assertThat(call.types().classes())
        .containsExactlyInAnyOrder(Trap.class, TrapEnum.class, TrapError.class, List.class, String.class);
    assertThat(initialised).isFalse();
  }
}
