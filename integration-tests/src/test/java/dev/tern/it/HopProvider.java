package dev.tern.it;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Does what it is given, and counts what runs. */
final class HopProvider implements Hop {
  /** What a handler does. */
  interface Work {
    /** @return the answer, or a stage of it */
    Object on(String what) throws Exception;
  }

  private final Work work;
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger alive = new AtomicInteger();

  HopProvider(Work work) {
    this.work = work;
  }

  int begun() {
    return begun.get();
  }

  /** Handlers that have not ended. */
  int alive() {
    return alive.get();
  }

  @Override
  public String ask(String what) {
    begun.incrementAndGet();
    alive.incrementAndGet();
    try {
      Object answer = work.on(what);
      return String.valueOf(answer instanceof CompletionStage<?> stage ? stage.toCompletableFuture().join() : answer);
    } catch (CompletionException e) {
      throw sneaky(e.getCause());
    } catch (Exception e) {
      throw sneaky(e);
    } finally {
      alive.decrementAndGet();
    }
  }

  @Override
  public CompletableFuture<String> askLater(String what) {
    begun.incrementAndGet();
    alive.incrementAndGet();
    CompletableFuture<String> answer;
    try {
      Object result = work.on(what);
      answer = result instanceof CompletionStage<?> stage ? stage.toCompletableFuture().thenApply(String::valueOf)
          : CompletableFuture.completedFuture(String.valueOf(result));
    } catch (Exception e) {
      answer = CompletableFuture.failedFuture(e);
    }
    return answer.whenComplete((done, failed) -> alive.decrementAndGet());
  }

  @Override
  public String askInterruptibly(String what) {
    return ask(what);
  }

  @Override
  public String askPatiently(String what) {
    return ask(what);
  }

  /** As it is, though nobody declared it: a handler may throw anything. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> E sneaky(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
