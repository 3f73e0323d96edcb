package dev.tern.core.filter;

import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.spi.NamedFilter;
import dev.tern.api.spi.Reply;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells consumers what went wrong inside of a provider: class, text and where, of what otherwise stays in its log. For
 * the machine of who writes the provider, never for others: such texts hold names, paths and values.
 */
public final class DevelopmentMode {
  private static final Logger LOG = LoggerFactory.getLogger(DevelopmentMode.class);
  private static final int FRAMES = 5;
  private static final int CAUSES = 3;

  private DevelopmentMode() {}

  /** Stands outside of all others that may fail. */
  public static NamedFilter filter() {
    return NamedFilter.of("development_mode", (invocation, next) -> next.invoke(invocation).handle((reply, failure) -> {
      MethodContract method = invocation.method();
      if (failure != null) {
        throw new CompletionException(told(method, failure));
      }
      return reply.value() instanceof Flow.Publisher<?> stream && method.kind().streamsReplies()
          ? new Reply(new ToldStream(stream, thrown -> told(method, thrown)), reply.attachments()) : reply;
    }));
  }

  private static Throwable told(MethodContract method, Throwable failure) {
    Throwable cause = Outcome.cause(failure);
    if (method.types().error(cause.getClass()).isPresent()
        || cause instanceof RpcException known && Told.byChoice(known)) {
      return cause;
    }
    String id = Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE);
    LOG.error("{} failed, told to its consumer as {}", method.fullName(), id, cause);
    return new RpcException(Code.UNKNOWN, text(cause)
        + "\n  Told in development mode; the provider's log has all of it under " + id);
  }

  private static String text(Throwable failure) {
    StringBuilder text = new StringBuilder().append(failure);
    StackTraceElement[] stack = failure.getStackTrace();
    for (int i = 0; i < Math.min(FRAMES, stack.length); i++) {
      text.append("\n    at ").append(stack[i].getClassName()).append('.').append(stack[i].getMethodName())
          .append('(').append(stack[i].getFileName()).append(':').append(stack[i].getLineNumber()).append(')');
    }
    Throwable cause = failure.getCause();
    for (int i = 0; cause != null && i < CAUSES; i++) {
      text.append("\n  caused by ").append(cause);
      if (cause.getStackTrace().length > 0) {
        text.append("\n    at ").append(cause.getStackTrace()[0]);
      }
      cause = cause.getCause();
    }
    return text.toString();
  }
}
