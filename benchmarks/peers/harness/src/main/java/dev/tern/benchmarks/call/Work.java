package dev.tern.benchmarks.call;

import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The four calls of the work, through one framework. What travels is made afresh for each call, each reply is checked.
 */
public interface Work {
  /** What {@code existUser} asks for. */
  String EMAIL = "ada.lovelace@example.org";

  /**
   * Waits for the reply.
   *
   * @param number 1 to 65535: the id or the page that is asked for
   * @throws RuntimeException if the call failed or the reply is wrong
   */
  void blocking(Method method, long number);

  /**
   * Returns at once; tells the failure or null exactly once, on whatever thread the framework completes calls.
   *
   * @param number as for {@link #blocking}
   */
  void async(Method method, long number, Consumer<@Nullable Throwable> done);

  /** One user as it arrives, every field of it. */
  User user(long id);

  /** One page as it arrives. */
  UserPage page(int number);

  /** Compares every field of what arrives, once: the load itself looks at a few only. */
  default void verify() {
    check(user(42).equals(User.sample(42)));
    check(page(7).equals(UserPage.sample(7)));
    for (Method method : Method.values()) {
      blocking(method, 1);
    }
  }

  /** One of the calls. */
  enum Method {
    EXIST_USER, CREATE_USER, GET_USER, LIST_USER;

    /** {@code getUser}, as tables name it. */
    public String label() {
      return name().substring(0, name().indexOf('_')).toLowerCase(Locale.ROOT) + "User";
    }

    /** The method of that label. */
    public static Method of(String label) {
      for (Method method : values()) {
        if (method.label().equals(label)) {
          return method;
        }
      }
      throw new IllegalArgumentException(
          "Unknown method \"" + label + "\". Known: existUser, createUser, getUser, listUser.");
    }
  }

  /** Throws unless the reply was right. */
  static void check(boolean right) {
    if (!right) {
      throw new IllegalStateException("wrong reply");
    }
  }

  /** Tells how a call ended, for frameworks that complete stages. */
  static <T> void tell(CompletionStage<T> reply, Predicate<T> right, Consumer<@Nullable Throwable> done) {
    reply.whenComplete((value, failure) ->
        done.accept(failure != null || right.test(value) ? failure : new IllegalStateException("wrong reply")));
  }
}
