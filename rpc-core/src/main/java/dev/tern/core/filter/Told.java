package dev.tern.core.filter;

import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.api.RpcException.Origin;

/** Which failures of a provider are told to its consumers in their own words. */
public final class Told {
  private Told() {}

  /** True for what its code chose to say. One that lists attempts came from another provider: merely let through. */
  public static boolean byChoice(RpcException failure) {
    return failure.attempts().isEmpty()
        && (failure.origin() == Origin.PROVIDER || failure.execution() == Execution.NOT_EXECUTED);
  }
}
