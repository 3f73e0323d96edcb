package dev.tern.core.provider;

import dev.tern.api.RpcContext;
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
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Calls the user's object, and makes a publisher of whatever it streams. */
final class TargetInvoker implements Invoker {
  private final MethodContract method;
  private final MethodHandle handle;
  private final @Nullable Executor executor;
  private final Executor inPlace;

  /**
   * @param executor takes the elements of a Stream or Iterator; null: whoever asks for them
   * @param inPlace runs what is done there
   * @throws IllegalArgumentException if the method cannot be reached, naming it and what to do
   */
  TargetInvoker(MethodContract method, Object target, @Nullable Executor executor, Executor inPlace) {
    this.method = method;
    this.executor = executor;
    this.inPlace = inPlace;
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
    RpcContext context = invocation.context().withReceived(invocation.attachments());
    if (context == RpcContext.current()) { // unless a filter changed the attachments, or went on on another thread
      return invokeHere(invocation);
    }
    return context.supply(() -> invokeHere(invocation));
  }

  private CompletionStage<Reply> invokeHere(Invocation invocation) {
    try {
      return replyOf(invocation, method.interruptible()
          ? Interruption.run(invocation.cancellation(), () -> call(invocation)) : call(invocation));
    } catch (Throwable e) { // the user's code may throw anything, an AssertionError for one
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletionStage<Reply> replyOf(Invocation invocation, @Nullable Object result) {
    ReplyStyle style = method.replyStyle();
    if (style == ReplyStyle.BLOCKING) {
      return CompletableFuture.completedFuture(Reply.of(result));
    }
    if (result == null) {
      return CompletableFuture.failedFuture(new NullPointerException(method.javaName() + " returned null instead of "
          + (style == ReplyStyle.FUTURE ? "a future" : "a stream")));
    }
    return style == ReplyStyle.FUTURE ? ((CompletionStage<?>) result).thenApply(Reply::of)
        : CompletableFuture.completedFuture(Reply.of(publisher(style, result, invocation)));
  }

  private Object publisher(ReplyStyle style, Object result, Invocation invocation) {
    if (style == ReplyStyle.PUBLISHER) {
      return result;
    }
    UserCode userCode = new UserCode(executor, inPlace).in(invocation.context());
    PulledPublisher pulled = style == ReplyStyle.STREAM
        ? PulledPublisher.of(method.javaName(), (Stream<?>) result, userCode)
        : PulledPublisher.of(method.javaName(), (Iterator<?>) result, userCode);
    invocation.cancellation().onCancel(pulled::cancel); // closes it even if nobody ever subscribes
    return pulled;
  }

  private @Nullable Object call(Invocation invocation) throws Throwable {
    return handle.invokeExact(Arguments.arrayOf(invocation.arguments()));
  }
}
