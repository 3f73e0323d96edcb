package dev.tern.codec.protobuf.schema;

import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All that peers must agree on: methods, and the numbers and types of what they send. Names of types only tie it
 * together; they do not travel.
 *
 * @param services methods by name, by full name of the service
 * @param messages by full name, without those of {@code google.protobuf}
 * @param enums by full name
 */
record WireShape(SortedMap<String, SortedMap<String, Method>> services, SortedMap<String, Message> messages,
    SortedMap<String, Enumeration> enums) {
  WireShape {
    services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
    messages = Collections.unmodifiableSortedMap(new TreeMap<>(messages));
    enums = Collections.unmodifiableSortedMap(new TreeMap<>(enums));
  }

  /**
   * One method.
   *
   * @param errors full names of the messages of declared errors, by their name on the wire
   */
  record Method(Payload request, Payload reply, SortedMap<String, String> errors) {
    Method {
      errors = Collections.unmodifiableSortedMap(new TreeMap<>(errors));
    }
  }

  /**
   * What travels one way.
   *
   * @param stream any number of times
   * @param wrapped true for a message made around parameters or a result
   * @param message full name
   */
  record Payload(boolean stream, boolean wrapped, String message) {}

  /**
   * Fields by number.
   *
   * @param reserved numbers that no field may have again, as ranges
   */
  record Message(SortedMap<Integer, Field> fields, SortedSet<Range> reserved) {
    Message {
      fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
      reserved = Collections.unmodifiableSortedSet(new TreeSet<>(reserved));
    }
  }

  /**
   * One field.
   *
   * @param label how many values it has, and whether it can be absent
   * @param name as in the Java source
   */
  record Field(Label label, Type type, String name) {}

  /** How many values a field has. */
  enum Label {
    /** A number that is zero when absent, or a message. */
    SINGLE,
    /** One value or none. */
    OPTIONAL,
    /** Any number of values. */
    REPEATED,
    /** One of the fields of its message is there. */
    ONEOF,
    /** Must be there: only in generated messages. */
    REQUIRED;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Type of a field. */
  sealed interface Type {
    /**
     * One value.
     *
     * @param name a scalar of Protobuf, or the full name of a message or enum
     * @param form what it must look like beyond that, such as {@code LocalDate}; or empty
     */
    record One(String name, String form) implements Type {
      @Override
      public String toString() {
        return form.isEmpty() ? name : name + "(" + form + ")";
      }
    }

    /** A map. */
    record Mapped(One key, One value) implements Type {
      @Override
      public String toString() {
        return "map<" + key + "," + value + ">";
      }
    }
  }

  /** Values by number. */
  record Enumeration(SortedMap<Integer, String> values, SortedSet<Range> reserved) {
    Enumeration {
      values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
      reserved = Collections.unmodifiableSortedSet(new TreeSet<>(reserved));
    }
  }

  /** Numbers, both ends included. */
  record Range(int first, int last) implements Comparable<Range> {
    static boolean covers(Set<Range> ranges, int number) {
      return ranges.stream().anyMatch(range -> range.first <= number && number <= range.last);
    }

    @Override
    public int compareTo(Range other) {
      return first != other.first ? Integer.compare(first, other.first) : Integer.compare(last, other.last);
    }

    @Override
    public String toString() {
      return first == last ? Integer.toString(first) : first + "-" + last;
    }
  }

  /** The last part of a name. */
  static String simple(String fullName) {
    return fullName.substring(fullName.lastIndexOf('.') + 1);
  }
}
