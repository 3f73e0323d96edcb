package dev.tern.api.contract;

import dev.tern.api.UnknownFields;
import java.util.Calendar;
import java.util.Collection;
import java.util.Date;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/** Why classes that people do try cannot be values, and what to use instead. */
final class Refusals {
  private Refusals() {}

  /** The text, or null if nothing speaks against the class by itself. */
  static @Nullable String of(Class<?> type) {
    String name = Descriptions.name(type);
    if (type == Object.class) {
      return name + " could be anything. Name the type, or a sealed interface over those it may be.";
    }
    if (type == UnknownFields.class) {
      return name + " is no value. Declare it as a component of the record whose unknown fields it keeps.";
    }
    if (isObserver(type)) {
      return name + " is no value. Return Flow.Publisher to stream replies, and take one, as the only parameter, to stream"
          + " requests.";
    }
    if (Throwable.class.isAssignableFrom(type)) {
      return name + " is an exception, not a value. Declare it in throws, or use a record.";
    }
    if (Collection.class.isAssignableFrom(type)) {
      return name + " is one of many collections. Declare List, Set or Collection.";
    }
    if (Map.class.isAssignableFrom(type)) {
      return name + " is one of many maps. Declare Map.";
    }
    if (isStream(type)) {
      return name + " cannot be a value. Flow.Publisher streams, as the only parameter or the whole reply;"
          + " List holds all at once.";
    }
    if (isFuture(type)) {
      return name + " cannot be a value. Only a whole reply may be a CompletableFuture.";
    }
    if (Date.class.isAssignableFrom(type) || Calendar.class.isAssignableFrom(type)) {
      return name + " cannot travel. Use java.time.Instant, or another type of java.time.";
    }
    return Types.isJdk(type)
        ? name + " is a JDK type that cannot travel. Use a record of your own, or one of dev.tern.api.contract.Scalars."
        : null;
  }

  /** What streams in other frameworks, and on the other end of ours. */
  static boolean isObserver(Class<?> type) {
    return Flow.Subscriber.class.isAssignableFrom(type) || type.getName().endsWith(".StreamObserver");
  }

  static boolean isStream(Class<?> type) {
    return BaseStream.class.isAssignableFrom(type) || Iterator.class.isAssignableFrom(type)
        || Enumeration.class.isAssignableFrom(type) || type == Iterable.class
        || Flow.Publisher.class.isAssignableFrom(type);
  }

  static boolean isFuture(Class<?> type) {
    return Future.class.isAssignableFrom(type) || CompletionStage.class.isAssignableFrom(type);
  }
}
