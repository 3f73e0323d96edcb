package dev.tern.api;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What one of the providers answered that a broadcast call went to.
 *
 * @param endpoint of the provider
 * @param value what the method returned there, without a future around it; null for void methods, nullable replies and
 *     failures
 * @param attachments that came with the value, or with an {@link RpcException}; empty for a declared exception
 * @param failure null if it succeeded; else a declared exception of the method, or an {@link RpcException}
 */
public record ProviderReply(Endpoint endpoint, @Nullable Object value, Attachments attachments,
    @Nullable Throwable failure) {
  public ProviderReply {
    requireNonNull(endpoint, "endpoint");
    requireNonNull(attachments, "attachments");
  }

  /** True if it returned a value, or nothing from a void method. */
  public boolean succeeded() {
    return failure == null;
  }

  /** Never the value, which may be secret. */
  @Override
  public String toString() {
    return "ProviderReply[" + endpoint + ", " + (failure == null ? "succeeded" : failure.getClass().getName()) + "]";
  }
}
