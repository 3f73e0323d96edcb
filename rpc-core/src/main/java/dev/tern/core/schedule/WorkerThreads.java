package dev.tern.core.schedule;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool.ForkJoinWorkerThreadFactory;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that may block, of a client or server: how they are called and what they know. */
public final class WorkerThreads {
  private WorkerThreads() {}

  /** Daemons called {@code <name>-1} and so on, which see the classes that Tern sees. */
  public static ForkJoinWorkerThreadFactory named(String name) {
    AtomicInteger count = new AtomicInteger();
    return owner -> {
      ForkJoinWorkerThread thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(owner);
      thread.setName(name + "-" + count.incrementAndGet());
      thread.setContextClassLoader(WorkerThreads.class.getClassLoader());
      return thread;
    };
  }

  /**
   * A virtual thread for each task. All have the same name: a number for each would cost more than the thread.
   *
   * @throws IllegalArgumentException on a JVM that has none
   */
  public static ExecutorService virtual(String name) {
    try { // Java 21; this is compiled for 17
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      Class<?> type = Class.forName("java.lang.Thread$Builder");
      builder = type.getMethod("name", String.class).invoke(builder, name);
      ThreadFactory factory = (ThreadFactory) type.getMethod("factory").invoke(builder);
      ThreadFactory seeing = task -> {
        Thread thread = factory.newThread(task);
        thread.setContextClassLoader(WorkerThreads.class.getClassLoader());
        return thread;
      };
      return (ExecutorService) Executors.class.getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
          .invoke(null, seeing);
    } catch (ReflectiveOperationException e) {
      if (e instanceof InvocationTargetException thrown && !(thrown.getCause() instanceof UnsupportedOperationException)) {
        throw new IllegalStateException("virtualThreads: cannot be made", thrown.getCause());
      }
      throw new IllegalArgumentException("virtualThreads: this JVM is Java " + Runtime.version().feature()
          + " (expected: Java 21 or newer, which has them)", e);
    }
  }
}
