package dev.tern.tck;

import dev.tern.api.Subtypes;
import dev.tern.api.UnknownFields;
import dev.tern.api.UnknownValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The types of {@link CodecService}. Not public: a codec must reach private parts without being let in. */
final class CodecTypes {
  private CodecTypes() {}

  enum Color { RED, GREEN, BLUE }

  record Point(int x, int y) {}

  record Nothing() {}

  record Page<T>(int number, List<T> items, @Nullable T first) {}

  record Tree(String label, List<Tree> children) {}

  record Link(long value, @Nullable Link next) {}

  /** Every primitive. */
  record Primitives(boolean flag, byte small, short medium, char letter, int number, long large, float real,
      double precise) {}

  /** Everything that may be null without saying so. */
  record Boxes(@Nullable Boolean flag, @Nullable Byte small, @Nullable Short medium, @Nullable Character letter,
      @Nullable Integer number, @Nullable Long large, @Nullable Float real, @Nullable Double precise,
      @Nullable String text, byte @Nullable [] bytes, @Nullable Color color) {}

  /** Every JDK value. */
  record Values(BigInteger whole, BigDecimal exact, UUID uuid, URI uri, Instant instant, Duration duration,
      Period period, LocalDate date, LocalTime time, LocalDateTime dateTime, OffsetTime offsetTime,
      OffsetDateTime offsetDateTime, ZonedDateTime zonedDateTime, ZoneId zone, ZoneOffset offset, Year year,
      YearMonth yearMonth, MonthDay monthDay) {
    static Values sample() {
      LocalDateTime at = LocalDateTime.of(2026, 11, 22, 13, 14, 15, 160_000_007);
      return new Values(BigInteger.ONE.shiftLeft(200).negate(), new BigDecimal("-12.3400"), new UUID(-1, 2),
          URI.create("https://example.org/a?b=c#d"), Instant.parse("1969-12-31T23:59:59.999999999Z"),
          Duration.ofMillis(-1500), Period.of(1, -2, 3), at.toLocalDate(), at.toLocalTime(), at,
          at.toLocalTime().atOffset(ZoneOffset.ofHours(8)), at.atOffset(ZoneOffset.ofHoursMinutes(-3, -30)),
          at.atZone(ZoneId.of("Europe/Berlin")), ZoneId.of("Asia/Shanghai"), ZoneOffset.ofHours(8), Year.of(2026),
          YearMonth.of(2026, 11), MonthDay.of(2, 29));
    }
  }

  /** Every way to hold many. */
  record Many(List<String> strings, Set<Color> colors, Map<String, Point> points, Map<Long, List<Integer>> nested,
      List<Map<String, Long>> maps, int[] numbers, double[] reals, boolean[] flags, String[] words,
      Optional<Point> point, OptionalInt count) {}

  /** Sets, maps and lists inside each other. */
  record Nested(Map<String, Set<Color>> sets, List<Set<Point>> setsOfPoints, Map<Color, Map<Integer, List<Point>>> maps,
      List<List<List<String>>> deep, Page<List<Point>> page, Page<Map<String, Page<Color>>> pages) {}

  /** Keeps what only some codecs have: the others send nothing of it. */
  record Growing(int number, UnknownFields unknown, String text) {}

  /** One constant stands for those of newer versions. */
  enum Mood { GOOD, @UnknownValue OTHER, BAD }

  record Moods(Mood mood, List<Mood> all, Map<Mood, Mood> map) {}

  /** Several types under one name, one of them holding more of its kind. */
  sealed interface Shape permits Circle, Square, Group {}

  record Circle(double radius) implements Shape {}

  record Square(Point corner, int side) implements Shape {}

  record Group(String name, List<Shape> parts, @Nullable Shape outline) implements Shape {}

  /** A generic one: what stands for it takes its type argument. */
  sealed interface Result<T> permits Success, Failure {}

  record Success<T>(T value) implements Result<T> {}

  record Failure<T>(String reason) implements Result<T> {}

  /** Named from outside, and not abstract: it stands for itself too. */
  @Subtypes({Car.class, Truck.class})
  static class Vehicle extends Person {
    Vehicle named(String name) {
      with(name, 3, List.of(new Point(3, 3)));
      return this;
    }
  }

  static final class Car extends Vehicle {
    private int seats;

    Car() {}

    Car(int seats) {
      this.seats = seats;
    }

    @Override
    List<@Nullable Object> state() {
      List<@Nullable Object> state = super.state();
      state.add(seats);
      return state;
    }
  }

  static final class Truck extends Vehicle {
    private List<Vehicle> load = new ArrayList<>();

    Truck() {}

    Truck(List<Vehicle> load) {
      this.load = load;
    }

    @Override
    List<@Nullable Object> state() {
      List<@Nullable Object> state = super.state();
      state.add(load);
      return state;
    }
  }

  /** Wherever a member may stand for several types. */
  record Drawing(Shape first, Optional<Shape> second, List<Shape> others, Map<String, Shape> named,
      Result<Point> result, @Nullable Vehicle vehicle) {}

  /** A bean. */
  static class Person {
    private String name = "nobody";
    private int age = -1;
    private List<Point> places = new ArrayList<>();

    Person() {}

    Person with(String newName, int newAge, List<Point> newPlaces) {
      name = newName;
      age = newAge;
      places = newPlaces;
      return this;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other != null && other.getClass() == getClass() && state().equals(((Person) other).state());
    }

    List<@Nullable Object> state() {
      List<@Nullable Object> state = new ArrayList<>();
      state.add(name);
      state.add(age);
      state.add(places);
      return state;
    }

    @Override
    public int hashCode() {
      return state().hashCode();
    }

    @Override
    public String toString() {
      return getClass().getSimpleName() + state();
    }
  }

  /** A bean with the fields of another one before its own. */
  static class Employee extends Person {
    private @Nullable Employee boss;
    private double salary;

    Employee() {}

    Employee under(@Nullable Employee newBoss, double newSalary) {
      boss = newBoss;
      salary = newSalary;
      return this;
    }

    @Override
    List<@Nullable Object> state() {
      List<@Nullable Object> state = super.state();
      state.add(boss);
      state.add(salary);
      return state;
    }
  }

  /** Refuses some of its values. */
  record Even(int value) {
    Even {
      if (value % 2 != 0) {
        throw new IllegalArgumentException("odd: " + value);
      }
      Objects.checkIndex(value, 1000);
    }
  }
}
