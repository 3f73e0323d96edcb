package dev.tern.core.consumer;

import dev.tern.api.Execution;
import dev.tern.api.Fallback;
import dev.tern.api.RpcException;
import dev.tern.api.RpcException.Origin;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.ReplyStyle;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A remote method with a fallback, which is asked with the same arguments when no provider could answer. */
final class FallbackMethod implements ProxyMethod {
  private static final Logger LOG = LoggerFactory.getLogger(FallbackMethod.class);

  private final MethodContract method;
  private final @Nullable ProxyMethod remote;
  private final MethodHandle fallback;

  /** @param remote null: the fallback is always asked */
  FallbackMethod(MethodContract method, Object fallback, @Nullable ProxyMethod remote) {
    this.method = method;
    this.remote = remote;
    this.fallback = handle(method, fallback);
  }

  private static MethodHandle handle(MethodContract contract, Object fallback) {
    Method method = contract.method();
    if (method == null) {
      throw new IllegalArgumentException(contract.fullName() + " has no Java method");
    }
    try {
      Class<?> declaring = method.getDeclaringClass();
      return MethodHandles.privateLookupIn(declaring, MethodHandles.lookup()).unreflect(method).bindTo(fallback)
          .asSpreader(Object[].class, method.getParameterCount());
    } catch (IllegalAccessException e) {
      throw new IllegalArgumentException(contract.javaName() + ": its fallback cannot be called: " + e.getMessage()
          + ". Open its package to dev.tern.core.", e);
    }
  }

  @Override
  public @Nullable Object call(@Nullable Object @Nullable [] arguments) throws Throwable {
    if (remote == null) {
      return answer(null, arguments);
    }
    if (method.replyStyle() == ReplyStyle.FUTURE) {
      return new Later((CompletableFuture<?>) remote.call(arguments), arguments);
    }
    try {
      return remote.call(arguments);
    } catch (RpcException e) {
      if (!standsInFor(e)) {
        throw e;
      }
      return answer(e, arguments);
    }
  }

  /**
   * True for failures of the wire and of a provider's state: another time, or elsewhere, the call might have gone well.
   * {@code UNAVAILABLE} and {@code DEADLINE_EXCEEDED} mean just that, whoever says so. False for what a handler chose
   * to answer, for calls that their caller ended, and for those that will be refused again: wrong arguments, no
   * permission, no such method. These are to be seen.
   */
  private boolean standsInFor(RpcException failure) {
    if (method.types().error(failure.getClass()).isPresent()) {
      return false;
    }
    return switch (failure.code()) {
      case UNAVAILABLE, DEADLINE_EXCEEDED -> true;
      case RESOURCE_EXHAUSTED -> failure.execution() == Execution.NOT_EXECUTED; // too busy to begin
      case CANCELLED -> failure.origin() == Origin.PROVIDER; // by a server that goes away
      case INTERNAL, UNKNOWN, DATA_LOSS -> failure.origin() == Origin.LOCAL; // a broken frame, an unreadable reply
      default -> false;
    };
  }

  private @Nullable Object answer(@Nullable RpcException cause, @Nullable Object @Nullable [] arguments)
      throws Throwable {
    if (cause != null) {
      LOG.debug("{}: its fallback stands in", method.fullName(), cause);
    }
    Object[] given = arguments == null ? new Object[0] : arguments;
    try {
      return Fallback.call(cause, () -> {
        try {
          return fallback.invoke(given);
        } catch (Exception | Error e) {
          throw e;
        } catch (Throwable e) {
          throw new Thrown(e);
        }
      });
    } catch (Thrown e) {
      throw e.getCause();
    }
  }

  /** Carries what is neither an exception nor an error through code that throws those alone. */
  private static final class Thrown extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Thrown(Throwable cause) {
      super(null, cause, false, false);
    }
  }

  private static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
  }

  /** The future of a call that the fallback may end; cancelling it cancels whichever is under way. */
  private final class Later extends CompletableFuture<Object> {
    private final CompletableFuture<?> call;
    private final @Nullable Object @Nullable [] arguments;
    private volatile @Nullable CompletableFuture<?> fallback;

    Later(CompletableFuture<?> call, @Nullable Object @Nullable [] arguments) {
      this.call = call;
      this.arguments = arguments;
      call.whenComplete(this::ended);
    }

    private void ended(@Nullable Object value, @Nullable Throwable failure) {
      if (failure == null) {
        complete(value);
        return;
      }
      Throwable cause = unwrapped(failure);
      if (!(cause instanceof RpcException rpc) || isDone() || !standsInFor(rpc)) {
        completeExceptionally(cause);
        return;
      }
      try {
        CompletionStage<?> answer = (CompletionStage<?>) answer(rpc, arguments);
        if (answer == null) {
          throw new IllegalStateException(method.javaName() + ": its fallback returned null (expected: a future)");
        }
        CompletableFuture<?> future = answer.toCompletableFuture();
        fallback = future;
        if (isCancelled()) { // just before it could be seen
          future.cancel(true);
        }
        future.whenComplete((other, thrown) -> {
          if (thrown == null) {
            complete(other);
          } else {
            completeExceptionally(unwrapped(thrown));
          }
        });
      } catch (Throwable e) {
        completeExceptionally(e);
      }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      boolean cancelled = super.cancel(mayInterruptIfRunning);
      if (cancelled) {
        CompletableFuture<?> other = fallback;
        (other != null ? other : call).cancel(mayInterruptIfRunning);
      }
      return cancelled;
    }
  }
}
