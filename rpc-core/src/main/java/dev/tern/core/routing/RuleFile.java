package dev.tern.core.routing;

import dev.tern.api.spi.Scheduler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a router's rules as a file has them: looks twice a second, which also sees files that are replaced by a rename
 * or mounted from elsewhere. What cannot be read leaves the rules as they are; a file that is gone means no rules.
 * Looks on a thread of its own: a file system that hangs makes nobody else wait.
 */
public final class RuleFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RuleFile.class);
  private static final long LOOK_NANOS = Duration.ofMillis(500).toNanos();
  private static final int MOST_BYTES = 256 << 10;

  private final Path file;
  private final RuleRouter router;
  private final Scheduler scheduler;
  private final Executor executor;
  private final Runnable closeExecutor;
  // Of whoever looks, one at a time
  private @Nullable Stamp seen; // of the text that was read last
  private String complaint = "";

  private volatile boolean closed;

  private record Stamp(FileTime modified, long size, @Nullable Object key) {}

  private RuleFile(Path file, RuleRouter router, Scheduler scheduler, Executor executor, Runnable closeExecutor) {
    this.file = file;
    this.router = router;
    this.scheduler = scheduler;
    this.executor = executor;
    this.closeExecutor = closeExecutor;
  }

  /**
   * Reads the file now, and whenever it changes.
   *
   * @throws IllegalArgumentException if it cannot be read, or has a rule that is wrong, naming the line
   */
  public static RuleFile follow(Path file, RuleRouter router, Scheduler scheduler) {
    ThreadPoolExecutor own = new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
      Thread thread = new Thread(task, "tern-client-rules");
      thread.setDaemon(true);
      return thread;
    });
    return follow(file, router, scheduler, own, own::shutdownNow); // its thread begins with the first look
  }

  /** As {@link #follow(Path, RuleRouter, Scheduler)}, on an executor whose tasks run one after the other. */
  static RuleFile follow(Path file, RuleRouter router, Scheduler scheduler, Executor executor, Runnable closeExecutor) {
    RuleFile followed = new RuleFile(file, router, scheduler, executor, closeExecutor);
    try {
      followed.seen = followed.stamp();
      router.rules(followed.read());
    } catch (IOException e) {
      throw new IllegalArgumentException("routing rules: " + file + " cannot be read, " + e.getClass().getSimpleName()
          + " (expected: a file, which may be empty)", e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("routing rules: " + file + " " + e.getMessage(), e);
    }
    followed.lookLater();
    return followed;
  }

  private void lookLater() {
    scheduler.schedule(LOOK_NANOS, () -> {
      if (!closed) {
        try {
          executor.execute(this::look);
        } catch (RejectedExecutionException e) {
          LOG.debug("{} is not followed any more: the client closes", file, e);
        }
      }
    });
  }

  private void look() {
    try {
      Stamp now = stamp();
      if (!Objects.equals(now, seen)) {
        String text = read();
        seen = now; // not before: what cannot be read now may be later, without having changed
        complaint = "";
        if (!closed) {
          router.rules(text);
        }
      }
    } catch (NoSuchFileException e) {
      if (seen != null) {
        seen = null;
        LOG.warn("Routing rules: {} is gone; calls go to any provider", file);
        router.rules("");
      }
    } catch (IOException e) {
      if (isNews(e)) {
        LOG.warn("Routing rules: {} cannot be read, the rules stand as they are: {}", file, complaint);
      }
    } catch (IllegalArgumentException e) {
      if (isNews(e)) {
        LOG.error("Routing rules: {} {}; the rules stand as they were", file, e.getMessage());
      }
    } finally {
      lookLater();
    }
  }

  /** People are told once, not twice a second. */
  private boolean isNews(Exception e) {
    String text = e.toString();
    boolean news = !closed && !complaint.equals(text); // its end interrupts whoever looks
    complaint = text;
    return news;
  }

  private Stamp stamp() throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
  }

  private String read() throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new IllegalArgumentException("has more than " + MOST_BYTES + " bytes");
    }
    return Files.readString(file);
  }

  /** Looks no more. */
  @Override
  public void close() {
    closed = true;
    closeExecutor.run();
  }
}
