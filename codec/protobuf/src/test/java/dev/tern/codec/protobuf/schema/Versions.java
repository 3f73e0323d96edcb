package dev.tern.codec.protobuf.schema;

import dev.tern.api.Field;
import dev.tern.api.Reserved;
import dev.tern.api.RpcMethod;
import dev.tern.api.RpcMethod.RequestShape;
import dev.tern.api.RpcService;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Flow;

/** One service as it was, and what became of it. */
final class Versions {
  private Versions() {}

  static final class Closed extends Exception {
    private static final long serialVersionUID = 1L;

    Closed(String message) {
      super(message);
    }
  }

  static final class V1 {
    enum Color { RED, GREEN, BLUE }

    record User(int id, String name, LocalDate birthday, List<Color> colors, Map<String, Color> favourites) {}

    record Filter(String text) {}

    sealed interface Shape permits Circle, Square {}

    record Circle(double radius) implements Shape {}

    record Square(double side) implements Shape {}

    @RpcService(name = "demo.Users")
    interface Users {
      User find(long id, boolean deep) throws Closed;

      List<User> search(Filter filter);

      User save(User user);

      Flow.Publisher<User> watch(String text);

      Shape outline(Shape shape);
    }
  }

  /** Everything that breaks nothing: renamed types, new fields, methods, constants, cases, parameters. */
  static final class Compatible {
    enum Tint { RED, GREEN, BLUE, BLACK }

    record Person(int id, String name, LocalDate birthday, List<Tint> colors, Map<String, Tint> favourites,
        Optional<String> mail) {}

    record Filter(String text, int limit) {}

    sealed interface Shape permits Circle, Square, Line {}

    record Circle(double radius) implements Shape {}

    record Square(double side) implements Shape {}

    record Line(double length) implements Shape {}

    @RpcService(name = "demo.Users")
    interface Users {
      Person find(long id, boolean deep, int depth) throws Closed;

      List<Person> search(Filter filter);

      Person save(Person user);

      Flow.Publisher<Person> watch(String text);

      Shape outline(Shape shape);

      void delete(long id);
    }
  }

  /** A field before the others, another one gone; a constant before the others; a case less. */
  static final class Renumbered {
    enum Color { NONE, RED, GREEN, BLUE }

    record User(String title, int id, String name, List<Color> colors, Map<String, Color> favourites) {}

    record Filter(@Field(7) String text) {}

    sealed interface Shape permits Square {}

    record Square(double side) implements Shape {}

    @RpcService(name = "demo.Users")
    interface Users {
      User find(boolean deep, long id) throws Closed;

      List<User> search(Filter filter);

      User save(User user);

      Flow.Publisher<User> watch(String text);

      Shape outline(Shape shape);
    }
  }

  /** As before, but what is gone is said to be. */
  static final class Reserving {
    @Reserved(numbers = {2, 3}, names = {"name", "birthday"})
    record User(@Field(1) int id, @Field(4) List<V1.Color> colors, @Field(5) Map<String, V1.Color> favourites,
        @Field(6) String mail) {}

    @Reserved(numbers = 1, names = "Circle")
    sealed interface Shape permits Square {}

    @Field(2)
    record Square(double side) implements Shape {}

    @RpcService(name = "demo.Users")
    interface Users {
      @Reserved(numbers = 2, names = "deep")
      User find(long id) throws Closed;

      List<User> search(V1.Filter filter);

      User save(User user);

      Flow.Publisher<User> watch(String text);

      Shape outline(Shape shape);
    }
  }

  /** What was reserved is taken again. */
  static final class Forgetting {
    record User(@Field(1) int id, @Field(2) String mail, @Field(4) List<V1.Color> colors,
        @Field(5) Map<String, V1.Color> favourites) {}

    @RpcService(name = "demo.Users")
    interface Users {
      User find(long id) throws Closed;

      List<User> search(V1.Filter filter);

      User save(User user);

      Flow.Publisher<User> watch(String text);

      Reserving.Shape outline(Reserving.Shape shape);
    }
  }

  /** The same names, other types. */
  static final class Retyped {
    enum Color { RED, GREEN }

    record User(long id, List<String> name, LocalDateTime birthday, List<String> colors, Map<Long, Color> favourites) {}

    record Filter(byte[] text) {}

    sealed interface Shape permits Circle, Square {}

    record Circle(Double radius) implements Shape {}

    record Square(float side) implements Shape {}

    @RpcService(name = "demo.Users")
    interface Users {
      User find(Long id, boolean deep) throws Closed;

      List<User> search(Filter filter);

      User save(User user);

      Flow.Publisher<User> watch(String text);

      Shape outline(Shape shape);
    }
  }

  /** The same types, other methods. */
  static final class Reshaped {
    @RpcService(name = "demo.Users")
    interface Users {
      V1.User find(long id, boolean deep);

      List<V1.User> search(V1.Filter filter, int limit);

      @RpcMethod(request = RequestShape.WRAPPED)
      Optional<V1.User> save(V1.User user);

      V1.User watch(String text);

      V1.Circle draw(V1.Shape shape);
    }
  }

  /** Names that moved to other things. */
  static final class Reused {
    enum Color { RED, GREEN, INDIGO }

    record User(int number, String mail, String birthday, List<Color> colors, Map<String, Color> favourites) {}

    @RpcService(name = "demo.Users")
    interface Users {
      User find(long id, boolean deep) throws Closed;

      List<User> search(V1.Filter filter);

      User save(User user);

      Flow.Publisher<User> watch(String text);

      V1.Shape outline(V1.Shape shape);
    }
  }
}
