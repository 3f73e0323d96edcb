package dev.tern.api;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What a call returned, and what its provider attached to the reply. Made by {@link RpcContext#replied}. Safe for many
 * threads.
 *
 * @param <T> the return type of the method: where that is a future, {@link #attachments()} is there once it has
 *     completed
 */
public final class Replied<T extends @Nullable Object> {
  private final AtomicBoolean taken = new AtomicBoolean();
  private volatile @Nullable Attachments attachments;
  private volatile @Nullable List<ProviderReply> all;
  private @Nullable T value; // by the thread that makes the call, before anybody else sees this

  Replied() {}

  /** What the method returned. */
  @SuppressWarnings("NullAway") // null only where T is nullable
  public T value() {
    return value;
  }

  /**
   * What the provider attached to the reply, to its beginning and its end; of a failed future, what it attached to its
   * {@link RpcException}. Of streamed replies it is there once their beginning has come, and what was attached to their
   * end is found in it once the stream has ended: when its subscriber has been told so, or there is no next element.
   *
   * @throws IllegalStateException if the call has not ended yet, or none was made
   */
  public Attachments attachments() {
    Attachments known = attachments;
    if (known == null) {
      throw new IllegalStateException(taken.get()
          ? "attachments: the call has not ended (expected: after its future has completed)"
          : "attachments: no call was made (expected: one of a remote method, in the lambda of replied)");
    }
    return known;
  }

  /**
   * What every provider answered, or how it failed, if the call was a broadcast: in the order of their ids. Empty in
   * any other cluster mode, and for a broadcast that ended before any provider could be asked. Where the method returns
   * a future, once that has completed, with a value or with a failure; if it was cancelled, once all have ended. A
   * blocking method that fails leaves no {@code Replied}: its exception lists those that failed.
   */
  public List<ProviderReply> all() {
    List<ProviderReply> known = all;
    return known == null ? List.of() : known;
  }

  /** For frameworks: a call made in this context was answered by all of these. Of several calls the first counts. */
  public static void tellAll(RpcContext context, List<ProviderReply> replies) {
    Replied<?> waiting = context.replied();
    if (waiting != null && waiting.all == null) {
      waiting.all = List.copyOf(replies);
    }
  }

  boolean take() {
    return taken.compareAndSet(false, true);
  }

  void set(Attachments received) {
    attachments = requireNonNull(received, "received");
  }

  Replied<T> with(T returned) {
    value = returned;
    return this;
  }

  /** Makes one call of a remote method. */
  @FunctionalInterface
  public interface Call<T extends @Nullable Object, E extends Exception> {
    /** @return what the method returned */
    T make() throws E;
  }
}
