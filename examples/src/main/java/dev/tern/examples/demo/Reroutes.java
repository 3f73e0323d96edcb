package dev.tern.examples.demo;

import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Invoker;
import dev.tern.api.spi.Reply;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts the calls that were answered after at least one failed attempt, by a filter around each. */
final class Reroutes {
  private final Set<String> stumbled = ConcurrentHashMap.newKeySet();
  private final LongAdder count = new LongAdder();

  CompletionStage<Reply> aroundAttempt(Invocation invocation, Invoker next) {
    return next.invoke(invocation).whenComplete((reply, failure) -> {
      if (failure != null) {
        stumbled.add(id(invocation));
      }
    });
  }

  CompletionStage<Reply> aroundCall(Invocation invocation, Invoker next) {
    return next.invoke(invocation).whenComplete((reply, failure) -> {
      if (stumbled.remove(id(invocation)) && failure == null) {
        count.increment();
      }
    });
  }

  long count() {
    return count.sum();
  }

  private static String id(Invocation invocation) {
    return invocation.arguments().get(0) instanceof Prices.Ask ask ? ask.id() : "";
  }
}
