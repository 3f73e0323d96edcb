package dev.tern.core.provider;

import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.ReplyStyle;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Invoker;
import dev.tern.api.spi.Reply;
import dev.tern.core.call.Arguments;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Calls the user's object. */
final class TargetInvoker implements Invoker {
  private final MethodContract method;
  private final MethodHandle handle;

  /** @throws IllegalArgumentException if the method cannot be reached, naming it and what to do */
  TargetInvoker(MethodContract method, Object target) {
    this.method = method;
    try {
      Method reflected = method.method();
      reflected.setAccessible(true); // an interface of the user's need not be public
      this.handle = MethodHandles.lookup().unreflect(reflected).bindTo(target)
          .asSpreader(Object[].class, reflected.getParameterCount())
          .asType(MethodType.methodType(Object.class, Object[].class));
    } catch (IllegalAccessException | RuntimeException e) {
      throw new IllegalArgumentException(method.javaName() + ": cannot be called on " + target.getClass().getName()
          + ": " + e.getMessage() + ". Make the interface public, or open its package to dev.tern.core.", e);
    }
  }

  @Override
  public CompletionStage<Reply> invoke(Invocation invocation) {
    try {
      return replyOf(handle.invokeExact(Arguments.arrayOf(invocation.arguments())));
    } catch (Throwable e) { // the user's code may throw anything, an AssertionError for one
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletionStage<Reply> replyOf(@Nullable Object result) {
    if (method.replyStyle() == ReplyStyle.BLOCKING) {
      return CompletableFuture.completedFuture(Reply.of(result));
    }
    if (result == null) {
      return CompletableFuture.failedFuture(new NullPointerException(method.javaName() + " returned null instead of a future"));
    }
    return ((CompletionStage<?>) result).thenApply(Reply::of);
  }
}
