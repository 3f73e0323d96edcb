package dev.tern.codec.protobuf.schema;

import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.codec.protobuf.pb.Scalars;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** Interfaces whose names and types do not fit Protobuf as they are. */
final class Odd {
  private Odd() {}

  enum Color { RED, Red, lightBlue, LIGHT_BLUE, A1 }

  enum ColorLight { BLUE }

  enum Nothing {}

  /** All the same to protoc, which compares without case and underscores. */
  record Names(int userId, int user_id, int userID, int _userId, int gr\u00f6\u00dfe, int URL, int x1, int x_1,
      int message, int _a, String a, Map<String, Integer> byName, Map<String, Integer> by_name) {}

  static final class A {
    record Item(int a) {}
  }

  static final class B {
    record Item(String b, A.Item other) {}
  }

  record Page<T>(List<T> items, T first) {}

  record Pair<A, B>(A left, B right) {}

  record Nested(List<List<Integer>> lists, Set<List<Integer>> same, List<int[]> arrays, Map<String, List<A.Item>> map,
      List<Map<Color, Long>> maps, List<List<Scalars>> generated, List<List<Scalars>> again) {}

  /** Named like the service. */
  record Oddities(int x) {}

  @RpcService(name = "odd.v1.Oddities")
  interface First {
    Names names(Names names);

    Pair<Page<A.Item>, Page<B.Item>> pairs(Pair<Page<String>, Page<Long>> pairs);

    Nested nested(Nested nested, Color color, ColorLight light, Nothing nothing);

    @RpcMethod(idempotent = true)
    Optional<Oddities> find(long id);

    Flow.Publisher<Scalars> watch(Scalars filter);

    CompletableFuture<Long> upload(Flow.Publisher<A.Item> items);

    Flow.Publisher<String> chat(Flow.Publisher<Integer> numbers);
  }

  /** Shares a package with the first, and the name of a wrapper. */
  @RpcService(name = "odd.v1.Others")
  interface Second {
    void find(String name);

    A.Item item();
  }

  /** Its package hides that of the well-known types. */
  @RpcService(name = "odd.google.Times")
  interface Third {
    List<java.time.Instant> times(java.time.Duration length, Color color);
  }

  @RpcService(name = "Bare")
  interface Fourth {
    A.Item item(A.Item item);
  }

  @RpcService(name = "Naked")
  interface Fifth {
    A.Item item(B.Item item);
  }

  static Class<?>[] services() {
    return new Class<?>[] {First.class, Second.class, Third.class, Fourth.class, Fifth.class};
  }
}
