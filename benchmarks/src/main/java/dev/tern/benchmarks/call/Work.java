package dev.tern.benchmarks.call;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The four calls of the work, each reply checked. */
interface Work {
  /** Waits for the reply. */
  void blocking(Method method, long number);

  /** Returns at once; tells the failure or null, on whatever thread the consumer completes. */
  void async(Method method, long number, Consumer<@Nullable Throwable> done);

  /** One of the calls. */
  enum Method {
    EXIST_USER, CREATE_USER, GET_USER, LIST_USER;

    /** {@code getUser}, as tables name it. */
    String label() {
      return name().substring(0, name().indexOf('_')).toLowerCase(java.util.Locale.ROOT) + "User";
    }

    static Method of(String label) {
      for (Method method : values()) {
        if (method.label().equals(label)) {
          return method;
        }
      }
      throw new IllegalArgumentException("Unknown method \"" + label + "\"");
    }
  }

  static void check(boolean right) {
    if (!right) {
      throw new IllegalStateException("wrong reply");
    }
  }
}
