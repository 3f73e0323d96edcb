package dev.tern.core.consumer;

import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.api.RpcException.Origin;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Invoker;
import dev.tern.api.spi.Reply;
import dev.tern.api.spi.Scheduler;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a call that came before the registry's first answer wait for it, within the call's own deadline and for as long
 * as the start of a client may take, instead of failing on a machine that is merely slow. Afterwards it costs a call
 * one look.
 */
final class FirstProviders implements Invoker {
  private final Invoker next;
  private final ConsumedService service;
  private final Supplier<String> noEndpoint;

  /** @param noEndpoint text of the failure when none came in time */
  FirstProviders(Invoker next, ConsumedService service, Supplier<String> noEndpoint) {
    this.next = next;
    this.service = service;
    this.noEndpoint = noEndpoint;
  }

  @Override
  public CompletionStage<Reply> invoke(Invocation invocation) {
    CompletableFuture<@Nullable Void> built = service.directory().built();
    if (built.isDone()) {
      return next.invoke(invocation);
    }
    long patience = service.patienceNanos();
    return patience > 0 ? new Waiting(invocation).start(built, patience) : next.invoke(invocation);
  }

  /** One call that waits: it goes on, or its caller ends it, whichever comes first. */
  private final class Waiting {
    private final Invocation invocation;
    private final CompletableFuture<Reply> reply = new CompletableFuture<>();
    private final AtomicBoolean decided = new AtomicBoolean();
    private final Runnable end = this::end;

    Waiting(Invocation invocation) {
      this.invocation = invocation;
    }

    CompletionStage<Reply> start(CompletableFuture<@Nullable Void> built, long patienceNanos) {
      Scheduler.Timer timer = service.context().scheduler().schedule(patienceNanos, this::goOn);
      built.whenComplete((done, failure) -> {
        timer.cancel();
        goOn();
      });
      invocation.cancellation().onCancel(end);
      return reply;
    }

    private void goOn() {
      if (!decided.compareAndSet(false, true)) {
        return;
      }
      invocation.cancellation().remove(end);
      try {
        next.invoke(invocation).whenComplete((value, failure) -> {
          if (failure == null) {
            reply.complete(value);
          } else {
            reply.completeExceptionally(failure);
          }
        });
      } catch (RuntimeException e) {
        reply.completeExceptionally(e);
      }
    }

    private void end() {
      RpcException cause = invocation.cancellation().cause();
      if (cause != null && decided.compareAndSet(false, true)) {
        reply.completeExceptionally(new RpcException(cause.code(), Execution.NOT_EXECUTED, Origin.LOCAL,
            cause.getMessage() + "\n  " + noEndpoint.get(), null, List.of()));
      }
    }
  }
}
