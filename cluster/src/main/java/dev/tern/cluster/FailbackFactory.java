package dev.tern.cluster;

import dev.tern.api.FailbackListener;
import dev.tern.api.spi.Cluster;
import dev.tern.api.spi.ClusterFactory;
import dev.tern.api.spi.Options;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@code failback}: a call that fails returns an empty value, and is tried again later, three times, every five
 * seconds. {@code failback?queue=1000&every=5s&retries=3&journal=/var/lib/app/failback&drain=5s}: with a journal,
 * also by the next process.
 */
public final class FailbackFactory implements ClusterFactory {
  private static final int MOST_TELLING = 64;

  private final Journals journals = new Journals(FailbackFactory::thread);
  private final Executor callers = callers();
  private @Nullable List<FailbackListener> listeners; // guarded by this

  /** For {@link ServiceLoader}, and for use without it. */
  public FailbackFactory() {}

  @Override
  public String name() {
    return "failback";
  }

  @Override
  public Cluster create(Options options) {
    return new Failback(FailbackOptions.of(options), journals, this::listeners, FailbackFactory::thread, callers,
        Failover.DEFAULT_RETRIES, ThreadLocalRandom::current);
  }

  private synchronized List<FailbackListener> listeners() {
    if (listeners == null) {
      listeners = ServiceLoader.load(FailbackListener.class).stream().map(ServiceLoader.Provider::get).toList();
    }
    return listeners;
  }

  /**
   * Threads that tell callers. There is one more while others are kept, so that nobody waits for what another does
   * with its answer; beyond a number that nobody should reach, whoever has the news tells it.
   */
  static Executor callers() {
    return new ThreadPoolExecutor(0, MOST_TELLING, 1, TimeUnit.SECONDS, new SynchronousQueue<>(),
        task -> daemon(task, "tern-failback-told"), new ThreadPoolExecutor.CallerRunsPolicy());
  }

  /** A thread that comes when there is something to do, and leaves again: most clients never need it. */
  static Executor thread(String name) {
    ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
        task -> daemon(task, name));
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
