package dev.tern.api;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Why a fallback is asked. Of use inside one alone: an object of the service's interface that stands in for calls that
 * failed, given to {@code client.create(UserService.class, fallback)} or named by {@link RpcService#fallback}.
 *
 * <p>It is asked, with the same arguments, when there was no endpoint, no connection, no answer in time, when a circuit
 * breaker was open or a provider too busy to begin, and when a reply could not be read. Not for a declared exception,
 * nor for what a provider's code chose to answer, other than {@code UNAVAILABLE} and {@code DEADLINE_EXCEEDED}; not for
 * calls that their caller ended, and not for those that would be refused again. What it throws reaches the caller. It
 * runs on the caller's thread for a blocking method, and where continuations run for one that returns a future. Streams
 * have none, unless the key {@code fallback} says {@code force}, which has it asked in place of every call.
 *
 * <pre>{@code
 * public User find(long id) {
 *   RpcException cause = Fallback.cause();         // why there is no answer of a provider
 *   return User.unknown(id);
 * }
 * }</pre>
 */
public final class Fallback {
  private static final ThreadLocal<@Nullable RpcException> CAUSE = new ThreadLocal<>();

  private Fallback() {}

  /**
   * The failure that this thread's fallback stands in for, with every attempt. Null outside of fallbacks, for one that
   * is used in place of every call, and on threads that a fallback hands work to.
   */
  public static @Nullable RpcException cause() {
    return CAUSE.get();
  }

  /** For frameworks: runs a fallback that sees that failure. */
  public static <T extends @Nullable Object> T call(@Nullable RpcException cause, Callable<T> fallback)
      throws Exception {
    requireNonNull(fallback, "fallback");
    RpcException before = CAUSE.get();
    CAUSE.set(cause);
    try {
      return fallback.call();
    } finally {
      CAUSE.set(before); // a fallback may make calls that have fallbacks
    }
  }
}
