package dev.tern.core.consumer;

import static java.util.Objects.requireNonNull;

import dev.tern.api.RpcContext;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The publisher that a remote method returns. Its one subscription is the call, and starts it. */
final class StreamCall implements Flow.Publisher<Object> {
  private final MethodCaller caller;
  private final @Nullable Object @Nullable [] arguments;
  private final @Nullable RequestSource requests;
  private final RpcContext here;
  private final AtomicBoolean subscribed = new AtomicBoolean();

  /** @param here where the method was called: whoever subscribes may do so elsewhere */
  StreamCall(MethodCaller caller, @Nullable Object @Nullable [] arguments, @Nullable RequestSource requests,
      RpcContext here) {
    this.caller = caller;
    this.arguments = arguments;
    this.requests = requests;
    this.here = here;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super Object> subscriber) {
    requireNonNull(subscriber, "subscriber");
    if (subscribed.compareAndSet(false, true)) {
      new StreamRelay(caller, caller.invocation(arguments, here), requests, subscriber, caller.completions())
          .start();
    } else {
      NoSubscription.refuse(subscriber, caller.method().fullName()
          + ": one subscription is one call, and this publisher had its own. Call the method again.");
    }
  }

  @Override
  public String toString() {
    return "Publisher[" + caller.method().fullName() + "]";
  }
}
