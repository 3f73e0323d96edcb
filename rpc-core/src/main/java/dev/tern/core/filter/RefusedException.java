package dev.tern.core.filter;

import dev.tern.api.RpcException;

/** A filter of a provider turned the call away, and it is certain that its handler has not run and will not. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final RpcException refusal;

  RefusedException(RpcException refusal) {
    super(refusal.getMessage(), refusal, false, false);
    this.refusal = refusal;
  }

  /** What the filter said: code and text for the consumer. */
  public RpcException refusal() {
    return refusal;
  }
}
