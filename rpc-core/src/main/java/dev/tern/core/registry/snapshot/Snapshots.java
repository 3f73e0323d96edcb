package dev.tern.core.registry.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tern.api.ServiceId;
import dev.tern.api.spi.RegistryUrl;
import dev.tern.api.spi.Scheduler;
import dev.tern.core.registry.LastKnown;
import dev.tern.core.registry.ServiceInstance;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshot files of one client: one per registry and service, kept while the registry answers and read when it does
 * not. Changes are written a second later, all at once, on a thread that comes and goes; what cannot be written or read
 * is said in the log, once, and changes nothing else. Safe for many threads.
 */
public final class Snapshots implements AutoCloseable {
  /** How old a snapshot may be that is still believed. It is written anew every hour while the registry answers. */
  public static final Duration MAX_AGE = Duration.ofDays(7);

  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
  private static final Duration SILENCE = Duration.ofMillis(500);
  private static final Duration DEBOUNCE = Duration.ofSeconds(1);
  private static final long CLOSE_MILLIS = 1_000;

  private final SnapshotDirectory directory;
  private final Scheduler scheduler;
  private final Clock clock;
  private final ThreadPoolExecutor executor;
  private final Object lock = new Object();
  // lock
  private final Map<String, Pending> pending = new HashMap<>();
  private boolean flushPlanned;
  private boolean closed;

  private boolean swept; // the executor's thread only
  private boolean complained; // the executor's thread only

  private record Pending(RegistryUrl url, ServiceId service, List<ServiceInstance> providers) {}

  /**
   * @param directory made when the first file is
   * @param scheduler says when to write and when to read; nothing is read or written on its thread
   */
  public Snapshots(Path directory, Scheduler scheduler, Clock clock) {
    this.directory = new SnapshotDirectory(directory);
    this.scheduler = scheduler;
    this.clock = clock;
    this.executor = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
      Thread thread = new Thread(task, "tern-client-snapshot");
      thread.setDaemon(true);
      return thread;
    });
    executor.allowCoreThreadTimeOut(true);
  }

  /**
   * Where snapshots go unless a directory is given: {@code tern/providers} in the user's cache directory, which is
   * {@code $XDG_CACHE_HOME} or {@code ~/.cache}. Null if this process has neither.
   */
  public static @Nullable Path defaultDirectory() {
    String cache = System.getenv("XDG_CACHE_HOME");
    if (cache != null && !cache.isBlank() && Path.of(cache).isAbsolute()) {
      return Path.of(cache, "tern", "providers");
    }
    String home = System.getProperty("user.home");
    return home == null || home.isBlank() || home.equals("?") ? null : Path.of(home, ".cache", "tern", "providers");
  }

  /** Those of one registry. Its parameters tell it from others, and are not written down. */
  public LastKnown of(RegistryUrl url) {
    return new OfRegistry(url);
  }

  private final class OfRegistry implements LastKnown {
    private final RegistryUrl url;

    OfRegistry(RegistryUrl url) {
      this.url = url;
    }

    @Override
    public void keep(ServiceId service, List<ServiceInstance> providers) {
      synchronized (lock) {
        if (closed) {
          return;
        }
        pending.put(identity(url, service), new Pending(url, service, providers));
        if (flushPlanned) {
          return;
        }
        flushPlanned = true;
      }
      scheduler.schedule(DEBOUNCE.toNanos(), () -> execute(Snapshots.this::flush));
    }

    @Override
    public void recall(ServiceId service, BooleanSupplier wanted, Consumer<List<ServiceInstance>> found) {
      scheduler.schedule(SILENCE.toNanos(), () -> {
        if (wanted.getAsBoolean()) {
          execute(() -> look(service, wanted, found));
        }
      });
    }

    private void look(ServiceId service, BooleanSupplier wanted, Consumer<List<ServiceInstance>> found) {
      if (!wanted.getAsBoolean()) {
        return;
      }
      List<ServiceInstance> providers =
          read(key(url, service), service).stream().filter(provider -> provider.serves(service)).toList();
      if (!providers.isEmpty()) {
        found.accept(providers);
      }
    }
  }

  private static String identity(RegistryUrl url, ServiceId service) {
    return String.join("\n", url.scheme(), url.address(), new TreeMap<>(url.parameters()).toString(), service.name(),
        service.group(), service.version());
  }

  private static String key(RegistryUrl url, ServiceId service) {
    return SnapshotFormat.sha256(identity(url, service).getBytes(UTF_8));
  }

  private static String fileName(String key, ServiceId service) {
    String name = service.name();
    return (name.length() > 80 ? name.substring(name.length() - 80) : name).replaceAll("[^A-Za-z0-9_.]", "_") + "-"
        + key.substring(0, 16);
  }

  private void execute(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("Closed before a snapshot was needed", e);
    }
  }

  private List<ServiceInstance> read(String key, ServiceId service) {
    String name = fileName(key, service);
    try {
      byte[] content = directory.read(name);
      long now = clock.millis();
      return content == null ? List.of() : SnapshotFormat.read(content, key, now - MAX_AGE.toMillis(), now);
    } catch (IOException | RuntimeException e) {
      LOG.warn("Snapshot {} is ignored: {}", directory.file(name), reason(e));
      return List.of();
    }
  }

  /** On the executor. */
  private void flush() {
    Map<String, Pending> writing;
    synchronized (lock) {
      writing = Map.copyOf(pending);
      pending.clear();
      flushPlanned = false;
    }
    writing.values().forEach(this::write);
  }

  private void write(Pending change) {
    String key = key(change.url(), change.service());
    String name = fileName(key, change.service());
    try {
      if (change.providers().isEmpty()) {
        directory.delete(name);
        return;
      }
      long now = clock.millis();
      byte[] content = SnapshotFormat.write(key, change.url() + " " + change.service(), now, change.providers());
      if (content.length > SnapshotFormat.MAX_BYTES) {
        throw new IOException("it would be longer than " + SnapshotFormat.MAX_BYTES + " bytes");
      }
      directory.write(name, content);
      if (!swept) {
        swept = true;
        directory.sweep(now - MAX_AGE.toMillis(), now);
      }
    } catch (IOException | RuntimeException e) {
      if (!complained) {
        complained = true;
        LOG.warn("No snapshot can be kept in {}: {}. Give another place with snapshotDirectory(path), or none with"
            + " withoutSnapshot().", directory, reason(e));
      }
    }
  }

  /** The kind of failure with its text: that of many file system exceptions is a path and nothing else. */
  private static String reason(Exception e) {
    return e.getClass() == IOException.class || e.getClass() == IllegalArgumentException.class
        ? String.valueOf(e.getMessage()) : e.toString();
  }

  /** Writes what has not been written yet, for a short time, and keeps nothing more. Idempotent. */
  @Override
  public void close() {
    boolean unwritten;
    synchronized (lock) {
      closed = true;
      unwritten = !pending.isEmpty();
    }
    if (unwritten) {
      execute(this::flush);
    }
    executor.shutdown();
    try {
      if (!executor.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
        LOG.debug("{} is slow: a snapshot is perhaps not written", directory);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // whoever is in such a hurry keeps no snapshot
    }
  }
}
