package dev.tern.core.consumer;

import dev.tern.api.Code;
import dev.tern.api.RpcContext;
import dev.tern.api.RpcException;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.ReplyStyle;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Calls a method that streams, and hands its replies over in the style of its return type. */
final class StreamCaller {
  private final MethodCaller caller;

  StreamCaller(MethodCaller caller) {
    this.caller = caller;
  }

  /** @return what the Java method returns: a publisher, stream, iterator or future */
  Object call(@Nullable Object @Nullable [] arguments) {
    MethodContract method = caller.method();
    RequestSource requests = null;
    @Nullable Object @Nullable [] sent = arguments;
    if (method.kind().streamsRequests()) {
      if (arguments == null || !(arguments[0] instanceof Flow.Publisher<?> publisher)) {
        return refused(RpcException.notExecuted(Code.INVALID_ARGUMENT,
            method.fullName() + ": its request publisher is null\n  Give a publisher of no elements instead."));
      }
      requests = new RequestSource(publisher);
      sent = new Object[] {requests};
    }
    return switch (method.replyStyle()) {
      case PUBLISHER -> new StreamCall(caller, sent, requests, RpcContext.current());
      case ITERATOR -> iterator(sent, requests);
      case STREAM -> {
        ReplyIterator replies = iterator(sent, requests);
        yield StreamSupport.stream(Spliterators.spliteratorUnknownSize(replies,
            Spliterator.ORDERED | Spliterator.NONNULL), false).onClose(replies::close);
      }
      case FUTURE -> new SingleReply(caller, caller.invocation(sent), requests).start();
      case BLOCKING -> throw new IllegalStateException(method.javaName()); // refused when its contract was read
    };
  }

  private ReplyIterator iterator(@Nullable Object @Nullable [] arguments, @Nullable RequestSource requests) {
    ReplyIterator replies = new ReplyIterator(caller);
    new StreamRelay(caller, caller.invocation(arguments), requests, replies, null).start();
    return replies;
  }

  private Object refused(RpcException refusal) {
    if (caller.method().replyStyle() == ReplyStyle.FUTURE) {
      return CompletableFuture.failedFuture(refusal);
    }
    throw refusal;
  }
}
