package dev.tern.api.spi;

import static java.util.Objects.requireNonNull;

import dev.tern.api.RpcException;
import org.jspecify.annotations.Nullable;

/** How one attempt ended, in the only terms a cluster needs. */
public sealed interface Attempt {
  /**
   * The provider replied, with a value or with its own failure. Final. Exactly one of the two is set. A streamed reply
   * is answered when its headers come; a failure after that is the stream's own.
   *
   * @param reply null if the provider failed
   * @param failure a declared exception of the method, or an {@link RpcException} that the provider answered with
   */
  record Answered(@Nullable Reply reply, @Nullable Throwable failure) implements Attempt {
    public Answered {
      if ((reply == null) == (failure == null)) {
        throw new IllegalArgumentException("exactly one of reply and failure");
      }
    }

    /** The provider replied with a value. */
    public static Answered with(Reply reply) {
      return new Answered(reply, null);
    }

    /** The provider answered with a failure of its own. */
    public static Answered failed(Throwable failure) {
      return new Answered(null, failure);
    }
  }

  /**
   * The provider never ran it: not sent, refused, or turned away before the handler. Always safe to repeat.
   *
   * @param pushback what the provider said of further tries; null for nothing
   */
  record NotExecuted(RpcException cause, @Nullable Pushback pushback) implements Attempt {
    public NotExecuted {
      requireNonNull(cause, "cause");
    }

    /** Without a word about further tries. */
    public NotExecuted(RpcException cause) {
      this(cause, null);
    }
  }

  /**
   * The provider may have run it. Safe to repeat only if the method is idempotent.
   *
   * @param pushback what the provider said of further tries; null for nothing
   */
  record MaybeExecuted(RpcException cause, @Nullable Pushback pushback) implements Attempt {
    public MaybeExecuted {
      requireNonNull(cause, "cause");
    }

    /** Without a word about further tries. */
    public MaybeExecuted(RpcException cause) {
      this(cause, null);
    }
  }
}
