package dev.tern.api.spi;

import static java.util.Objects.requireNonNull;

import dev.tern.api.Attachments;
import dev.tern.api.Cancellation;
import dev.tern.api.Deadline;
import dev.tern.api.Endpoint;
import dev.tern.api.RpcContext;
import dev.tern.api.contract.MethodContract;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way from a consumer to a provider. Immutable, though the arguments themselves belong to the
 * caller.
 *
 * @param method what is called, resolved once when the proxy was made
 * @param arguments in declaration order; the list is immutable and never null, its elements may be
 *     of a streamed request the one element is a {@link java.util.concurrent.Flow.Publisher}, for one subscriber
 * @param deadline absolute; every attempt of this call shares it. Of a stream: by when it must have begun
 * @param attachments travel to the provider as gRPC headers
 * @param cancellation ends the call early; every attempt registers with it
 * @param total of a stream: by when it must have ended; null: however long it goes on. Null for any other call, whose
 *     {@code deadline} says it
 * @param context on the consumer the one that the call was made in, on the provider the one of the call itself, which
 *     is entered around the user's object
 * @param peer around one attempt the provider that it goes to, on a provider the consumer that it came from; null
 *     around a whole call, and where it is not known
 * @param previousAttempts of this call that may have reached a provider before this one, &gt;= 0; goes along as {@link
 *     Headers#PREVIOUS_ATTEMPTS}
 */
public record Invocation(MethodContract method, List<@Nullable Object> arguments, Deadline deadline,
    Attachments attachments, Cancellation cancellation, @Nullable Deadline total, RpcContext context,
    @Nullable Endpoint peer, int previousAttempts) {
  public Invocation {
    requireNonNull(method, "method");
    requireNonNull(arguments, "arguments"); // not copied: made once per call by core, from an array nobody else holds
    requireNonNull(deadline, "deadline");
    requireNonNull(attachments, "attachments");
    requireNonNull(cancellation, "cancellation");
    requireNonNull(context, "context");
  }

  /** A first attempt. */
  public Invocation(MethodContract method, List<@Nullable Object> arguments, Deadline deadline, Attachments attachments,
      Cancellation cancellation, @Nullable Deadline total, RpcContext context, @Nullable Endpoint peer) {
    this(method, arguments, deadline, attachments, cancellation, total, context, peer, 0);
  }

  /** A call without a {@code total} or a known peer, made in the context of this thread. */
  public Invocation(MethodContract method, List<@Nullable Object> arguments, Deadline deadline, Attachments attachments,
      Cancellation cancellation) {
    this(method, arguments, deadline, attachments, cancellation, null, RpcContext.current(), null);
  }

  /** A copy with other attachments. */
  public Invocation withAttachments(Attachments other) {
    return new Invocation(method, arguments, deadline, other, cancellation, total, context, peer,
        previousAttempts);
  }

  /** A copy with other arguments, of the same types and as many. */
  public Invocation withArguments(List<@Nullable Object> other) {
    return new Invocation(method, other, deadline, attachments, cancellation, total, context, peer,
        previousAttempts);
  }

  /** A copy that goes to, or comes from, that peer. */
  public Invocation withPeer(@Nullable Endpoint other) {
    return new Invocation(method, arguments, deadline, attachments, cancellation, total, context, other,
        previousAttempts);
  }

  /** A copy for an attempt that is not the first. */
  public Invocation withPreviousAttempts(int count) {
    return new Invocation(method, arguments, deadline, attachments, cancellation, total, context, peer, count);
  }

  /** A copy for one of several attempts under way at once, which can be ended without the others. */
  public Invocation withCancellation(Cancellation other) {
    return new Invocation(method, arguments, deadline, attachments, other, total, context, peer, previousAttempts);
  }

  /** Never the arguments: they may be secret. */
  @Override
  public String toString() {
    return "Invocation[" + method.fullName() + ", " + attachments + "]";
  }
}
