package dev.tern.it;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Does as it is told, within this JVM. Remembers which ids ran, in order. */
class WorkProvider implements Work {
  private final String name;
  private final Consumer<String> journal;
  private final List<String> ran = new CopyOnWriteArrayList<>();

  /** @param name what it answers with */
  WorkProvider(String name) {
    this(name, id -> { });
  }

  /** @param journal told each id before the work begins */
  WorkProvider(String name, Consumer<String> journal) {
    this.name = name;
    this.journal = journal;
  }

  List<String> ran() {
    return ran;
  }

  @Override
  public String safe(String id, int millis) {
    return work(id, millis);
  }

  @Override
  public CompletableFuture<String> safeLater(String id, int millis) {
    return workLater(id, millis);
  }

  @Override
  public String once(String id, int millis) {
    return work(id, millis);
  }

  @Override
  public CompletableFuture<String> onceLater(String id, int millis) {
    return workLater(id, millis);
  }

  @Override
  public String onceInTime(String id, int millis) {
    return work(id, millis);
  }

  @Override
  public String crash(String id) {
    begin(id);
    Runtime.getRuntime().halt(9);
    return name;
  }

  private void begin(String id) {
    ran.add(id);
    journal.accept(id);
  }

  private String work(String id, int millis) {
    begin(id);
    if (millis > 0) {
      try {
        boolean never = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS); // the work itself
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // the server closes
      }
    }
    return name;
  }

  private CompletableFuture<String> workLater(String id, int millis) {
    begin(id);
    if (millis == 0) {
      return CompletableFuture.completedFuture(name);
    }
    Executor later = CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
    return CompletableFuture.supplyAsync(() -> name, later);
  }
}
