package dev.tern.cluster;

import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.MethodKind;
import dev.tern.api.spi.Attempts;
import dev.tern.api.spi.Cluster;
import dev.tern.api.spi.Invoker;

/** Calls all providers of the present snapshot at once, each with one attempt, and waits for all of them. */
final class Broadcast implements Cluster {
  private final boolean oneIsEnough;

  /** @param oneIsEnough true: the call fails only if no provider succeeds; false: if any fails */
  Broadcast(boolean oneIsEnough) {
    this.oneIsEnough = oneIsEnough;
  }

  @Override
  public void check(MethodContract method) {
    if (method.kind() != MethodKind.UNARY) {
      throw new IllegalArgumentException("cluster \"broadcast\" cannot carry a method that streams: a streamed request"
          + " can be sent once, and of several streamed replies none is the reply. Choose another mode for it.");
    }
  }

  @Override
  public Invoker over(Attempts attempts) {
    return invocation -> new BroadcastCall(attempts, invocation, oneIsEnough).start();
  }
}
