package dev.tern.cluster;

import dev.tern.api.Attachments;
import dev.tern.api.NanoClock;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.spi.Attempt;
import dev.tern.api.spi.Attempts;
import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.RetryBudget;
import dev.tern.api.spi.Scheduler;
import dev.tern.api.spi.Snapshot;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * Attempts that go to the first untried candidate of the snapshot, past those to be avoided while there are others:
 * without a load balancer.
 */
record InOrder(Attempts all) implements Attempts {
  @Override
  public MethodContract method() {
    return all.method();
  }

  @Override
  public byte[] encode(Invocation invocation) {
    return all.encode(invocation);
  }

  @Override
  public Invocation decode(byte[] arguments, Attachments attachments) throws DecodeException {
    return all.decode(arguments, attachments);
  }

  @Override
  public Candidate pick(Invocation invocation, Set<Candidate> tried) {
    Candidate untried = null;
    for (Candidate candidate : all.snapshot(invocation).candidates()) {
      if (!tried.contains(candidate)) {
        if (!candidate.ejected()) {
          return candidate;
        }
        untried = untried == null ? candidate : untried;
      }
    }
    return untried != null ? untried : all.pick(invocation, tried);
  }

  @Override
  public Snapshot snapshot(Invocation invocation) {
    return all.snapshot(invocation);
  }

  @Override
  public CompletionStage<Attempt> on(Candidate candidate, Invocation invocation, long limitNanos,
      BooleanSupplier giveUp) {
    return all.on(candidate, invocation, limitNanos, giveUp);
  }

  @Override
  public RetryBudget budget() {
    return all.budget();
  }

  @Override
  public Scheduler scheduler() {
    return all.scheduler();
  }

  @Override
  public NanoClock clock() {
    return all.clock();
  }
}
