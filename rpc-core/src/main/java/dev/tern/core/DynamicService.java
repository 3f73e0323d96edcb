package dev.tern.core;

import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.ServiceId;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.UntypedCodec;
import dev.tern.core.consumer.UntypedMethods;
import dev.tern.core.consumer.UntypedMethods.Key;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A service that is called without its interface, by the names of its methods: for gateways, scripts and tests. Made by
 * {@link RpcClient#dynamic(String)}; immutable, safe for many threads, and to be kept: what a method needs is prepared
 * once. Directory, balancer, cluster, filters and deadline are those of every other call of its client.
 *
 * <p>A message is a JSON object: the arguments by the names of their parameters, or the one record or bean that is the
 * message. Names, forms of values and what is refused are those of the JSON codec. Unlike a method of an interface,
 * which says so itself, a call is not repeated where it may have been executed, unless {@link #idempotent()} is asked
 * for.
 *
 * <p>Every call fails with an {@link RpcException}: with {@code INVALID_ARGUMENT}, not executed and before anything is
 * sent, for a message that is no JSON, naming the place; with {@link dev.tern.api.UntypedErrorException} for an
 * exception that the method declares. Names that no method can have are an {@link IllegalArgumentException}.
 */
public final class DynamicService {
  private static final String RESULT = "result";

  private final ServiceId id;
  private final UntypedMethods methods;
  private final UntypedCodec codec;
  private final boolean idempotent;
  private final @Nullable Duration timeout;

  DynamicService(ServiceId id, UntypedMethods methods, UntypedCodec codec, boolean idempotent,
      @Nullable Duration timeout) {
    this.id = id;
    this.methods = methods;
    this.codec = codec;
    this.idempotent = idempotent;
    this.timeout = timeout;
  }

  /** The same service, for methods that do no harm when they run twice. */
  public DynamicService idempotent() {
    return new DynamicService(id, methods, codec, true, timeout);
  }

  /** The same service, with a longest time for each call over all its attempts; &gt; 0. */
  public DynamicService timeout(Duration value) {
    return new DynamicService(id, methods, codec, idempotent, positive(value));
  }

  /**
   * Calls with a message as text, and waits.
   *
   * @return the whole reply as text: {@code {"result":3}} for 3, {@code {}} for nothing
   */
  public String call(String method, String json) {
    return codec.print(wait(method, parse(method, json)));
  }

  /**
   * Calls with a message as plain values, and waits.
   *
   * @param arguments text, numbers, booleans, nulls, maps and collections of these, by name
   * @return null, a {@code String}, {@code Boolean}, {@code Long}, {@code BigInteger}, {@code BigDecimal}, {@code List}
   *     or {@code Map}. A reply whose only member is {@code result} is that member, and one without members null: the
   *     two forms in which what is no record or bean travels
   */
  public @Nullable Object call(String method, Map<String, ? extends @Nullable Object> arguments) {
    return unwrapped(wait(method, arguments));
  }

  /** As {@link #call(String, String)}, without waiting; cancelling the future cancels the call. */
  public CompletableFuture<String> callAsync(String method, String json) {
    Map<String, @Nullable Object> message;
    try {
      message = parse(method, json);
    } catch (RpcException e) {
      return CompletableFuture.failedFuture(e);
    }
    return converted(methods.callLater(key(method), timeout, message), codec::print);
  }

  /** As {@link #call(String, Map)}, without waiting; cancelling the future cancels the call. */
  public CompletableFuture<@Nullable Object> callAsync(String method,
      Map<String, ? extends @Nullable Object> arguments) {
    return converted(methods.callLater(key(method), timeout, arguments), DynamicService::unwrapped);
  }

  private Key key(String method) {
    return new Key(method, idempotent);
  }

  private Object wait(String method, Map<String, ? extends @Nullable Object> arguments) {
    try {
      return methods.call(key(method), timeout, arguments);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) { // of a filter: no method says here what it declares
      throw new IllegalStateException(id.name() + "/" + method + " failed: " + e, e);
    }
  }

  private Map<String, @Nullable Object> parse(String method, String json) {
    try {
      return codec.parse(json);
    } catch (DecodeException e) {
      throw RpcException.notExecuted(Code.INVALID_ARGUMENT, id.name() + "/" + method + ": its message cannot be read: "
          + e.getMessage() + "\n  Pass one object, with the arguments by the names of their parameters.");
    }
  }

  private static @Nullable Object unwrapped(@Nullable Object reply) {
    if (reply instanceof Map<?, ?> message) {
      if (message.isEmpty()) {
        return null;
      }
      if (message.size() == 1 && message.containsKey(RESULT)) {
        return message.get(RESULT);
      }
    }
    return reply;
  }

  private static <T extends @Nullable Object> CompletableFuture<T> converted(CompletableFuture<Object> call,
      Function<Object, T> conversion) {
    CompletableFuture<T> result = new CompletableFuture<>();
    call.whenComplete((reply, failure) -> {
      if (failure != null) {
        result.completeExceptionally(failure);
        return;
      }
      try {
        result.complete(conversion.apply(reply));
      } catch (RuntimeException | Error e) {
        result.completeExceptionally(e);
      }
    });
    result.whenComplete((value, failure) -> {
      if (result.isCancelled()) {
        call.cancel(true);
      }
    });
    return result;
  }

  /** Which service. */
  @Override
  public String toString() {
    return "DynamicService[" + id + "]";
  }

  private static Duration positive(Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout: " + timeout + " (expected: > 0)");
    }
    return timeout;
  }
}
