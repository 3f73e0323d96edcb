package dev.tern.core.call;

import dev.tern.api.contract.ContractException;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.MethodKind;

/** What both sides can carry today. */
public final class Unary {
  private Unary() {}

  /** @throws ContractException for a method that streams, naming it and what to do */
  public static void require(MethodContract method) {
    if (method.kind() != MethodKind.UNARY) {
      throw new ContractException(method.javaName()
          + ": streams are not supported yet. Return the value itself, or CompletableFuture.");
    }
  }
}
