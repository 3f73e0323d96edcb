package dev.tern.core.registry.file;

import dev.tern.api.spi.RegistryDriver.Listener;
import dev.tern.core.registry.file.FileRegistry.Stamp;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks every 500 ms whether something has changed. No file system event tells that a lock has ended, so looking is
 * needed anyway, and it finds everything else as well. Safe for many threads; its own thread runs from the first watch
 * until this is closed.
 */
final class FileWatch implements AutoCloseable {
  private static final long PERIOD_MILLIS = 500;

  private final Look look;
  private final Set<Watched> watches = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable Thread thread; // guarded by this

  /** Reads what stands now. */
  @FunctionalInterface
  interface Look {
    Map<String, Stamp> at(String service) throws IOException;
  }

  FileWatch(Look look) {
    this.look = look;
  }

  AutoCloseable begin(String service, Listener listener) {
    Watched watched = new Watched(service, listener);
    watched.hasChanged(); // what is there already is no change
    watches.add(watched);
    startThread();
    return () -> watches.remove(watched);
  }

  private synchronized void startThread() {
    if (thread == null && closed.getCount() > 0) {
      thread = new Thread(this::run, "tern-registry-file-watch");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void run() {
    try {
      while (!closed.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS)) {
        for (Watched watched : watches) {
          if (watched.hasChanged() && watches.contains(watched)) {
            watched.listener.changed();
          }
        }
      }
    } catch (InterruptedException e) {
      // nobody but the JVM's end interrupts this thread
    }
  }

  /** Ends the thread and waits for it, so that no file is touched afterwards. */
  @Override
  public void close() {
    closed.countDown();
    Thread ending;
    synchronized (this) {
      ending = thread;
    }
    if (ending != null && ending != Thread.currentThread()) {
      try {
        ending.join(1_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private final class Watched {
    private final String service;
    private final Listener listener;
    private @Nullable Map<String, Stamp> last; // null: could not be read

    Watched(String service, Listener listener) {
      this.service = service;
      this.listener = listener;
    }

    boolean hasChanged() {
      Map<String, Stamp> now;
      try {
        now = look.at(service);
      } catch (IOException | RuntimeException e) {
        now = null; // the listing will meet it too, and report it
      }
      boolean changed = now == null ? last != null : !now.equals(last);
      last = now;
      return changed;
    }
  }
}
