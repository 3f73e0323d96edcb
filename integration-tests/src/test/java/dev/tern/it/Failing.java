package dev.tern.it;

import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tern.api.RpcException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a failed call said, in a form that a test can compare whole. */
final class Failing {
  private static final long LIMIT_SECONDS = 30;
  private static final long SOON_SECONDS = 3;

  private Failing() {}

  /** Of a blocking call. */
  static RpcException call(ThrowingCallable call) {
    return rpc(catchThrowable(call));
  }

  /** Of a call that returns a future. */
  static RpcException future(CompletableFuture<?> future) {
    return within(LIMIT_SECONDS, future);
  }

  /** Of a call that has long enough a deadline, but must not wait for it. */
  static RpcException soon(CompletableFuture<?> future) {
    return within(SOON_SECONDS, future);
  }

  private static RpcException within(long seconds, CompletableFuture<?> future) {
    return rpc(catchThrowable(() -> {
      try {
        future.get(seconds, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        throw e.getCause();
      }
    }));
  }

  private static RpcException rpc(Throwable thrown) {
    if (thrown instanceof RpcException failure) {
      return failure;
    }
    throw new AssertionError("expected an RpcException, not " + thrown, thrown);
  }

  /** Code, label and message. Lengths of time, which differ from run to run, are written as {@code # ms}. */
  static String told(RpcException failure) {
    return failure.code() + " " + failure.execution() + " "
        + String.valueOf(failure.getMessage()).replaceAll("executed, \\d+ ms", "executed, # ms");
  }
}
