package dev.tern.api.spi;

import dev.tern.api.Attachments;
import dev.tern.api.NanoClock;
import dev.tern.api.contract.MethodContract;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * What core gives a cluster: where a call can be tried, and a way to try. Health, statistics and the retry budget
 * live behind it. Safe for many threads; nothing here blocks.
 */
public interface Attempts {
  /** The method whose calls these are. */
  MethodContract method();

  /**
   * The arguments of a call, in the form in which they travel: for clusters that keep calls for later.
   *
   * @throws dev.tern.api.RpcException {@code INVALID_ARGUMENT}, not executed, for arguments that cannot travel
   */
  byte[] encode(Invocation invocation);

  /**
   * A call with arguments that were kept: outside of any context, with a cancellation of its own, and the method's
   * whole timeout from now on.
   *
   * @throws DecodeException for bytes that are no arguments of this method, as it is now
   */
  Invocation decode(byte[] arguments, Attachments attachments) throws DecodeException;

  /** The candidates that this call may go to now, after routing. */
  Snapshot snapshot(Invocation invocation);

  /**
   * Chooses a candidate.
   *
   * @param tried candidates this call already failed on; avoided while another is left
   * @throws dev.tern.api.RpcException {@code UNAVAILABLE}, not executed, if there is no candidate at all; its text
   *     says where was looked and what to do
   */
  Candidate pick(Invocation invocation, Set<Candidate> tried);

  /**
   * Makes one attempt. Registers with the invocation's cancellation: once that fires, the stage is complete.
   *
   * @param limitNanos after this time without an end, {@code giveUp} is asked once whether to end the attempt. {@code
   *     Long.MAX_VALUE}: never asked. The invocation's deadline ends it in any case
   * @param giveUp asked on the scheduler's thread, and must not block. True: the attempt ends with {@code
   *     DEADLINE_EXCEEDED}. False: it goes on up to the deadline, since nothing better is to be had
   * @return never completes exceptionally; may complete on an event loop
   * @throws dev.tern.api.RpcException not executed, for arguments that cannot travel: no other candidate would take
   *     them either, so the call ends with this very exception
   */
  CompletionStage<Attempt> on(Candidate candidate, Invocation invocation, long limitNanos, BooleanSupplier giveUp);

  /** Limits how much retries may add to the load of this service; shared by all its methods. */
  RetryBudget budget();

  /** For backoff and hedges. */
  Scheduler scheduler();

  /** The clock of every deadline. */
  NanoClock clock();
}
