package dev.tern.it.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps a process at a share of one processor: by a control group where one can be made, else by stopping and
 * continuing it all the time. Closing lets it go.
 */
final class Throttle implements AutoCloseable {
  private static final long PERIOD_MICROS = 100_000;
  private static final Path GROUPS_1 = Path.of("/sys/fs/cgroup/cpu");
  private static final Path GROUPS_2 = Path.of("/sys/fs/cgroup");

  /** How it is done, for the report. */
  final String means;
  private final AutoCloseable undo;

  private Throttle(String means, AutoCloseable undo) {
    this.means = means;
    this.undo = undo;
  }

  /** @param percent of one processor */
  static Throttle of(long pid, int percent) {
    long quota = PERIOD_MICROS * percent / 100;
    try {
      return inGroup("control group", GROUPS_1, pid, "cpu.cfs_quota_us", Long.toString(quota));
    } catch (IOException | UncheckedIOException e) {
      try {
        return inGroup("control group 2", GROUPS_2, pid, "cpu.max", quota + " " + PERIOD_MICROS);
      } catch (IOException | UncheckedIOException none) {
        return byTurns(pid, percent);
      }
    }
  }

  private static Throttle inGroup(String means, Path root, long pid, String file, String value) throws IOException {
    Path group = root.resolve("tern-throttle-" + pid);
    Files.createDirectory(group);
    try {
      Files.writeString(group.resolve(file), value);
      Files.writeString(group.resolve("cgroup.procs"), Long.toString(pid));
    } catch (IOException e) {
      Files.delete(group);
      throw e;
    }
    return new Throttle(means, () -> {
      Files.writeString(root.resolve("cgroup.procs"), Long.toString(pid));
      Files.delete(group);
    });
  }

  private static Throttle byTurns(long pid, int percent) {
    Thread turns = new Thread(() -> {
      while (!Thread.currentThread().isInterrupted()) {
        signal(pid, "CONT");
        LockSupport.parkNanos(PERIOD_MICROS * 10 * percent);
        signal(pid, "STOP");
        LockSupport.parkNanos(PERIOD_MICROS * 10 * (100 - percent));
      }
    }, "throttle");
    turns.setDaemon(true);
    turns.start();
    return new Throttle("SIGSTOP and SIGCONT in turn", () -> {
      turns.interrupt();
      turns.join();
      signal(pid, "CONT");
    });
  }

  private static void signal(long pid, String name) {
    boolean interrupted = Thread.interrupted();
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws Exception {
    undo.close();
  }
}
