package dev.tern.cluster.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Journals in real files. */
class RealDiskTest {
  @TempDir
  private Path directory;

  private static Entry entry(String id) {
    return new Entry(id, Map.of(), null, new byte[100]);
  }

  private Journal open(Path file) {
    return Journal.open(file, Runnable::run);
  }

  @Test
  void onlyItsOwnerMayReadItAndItsDirectory() throws Exception {
    Path file = directory.resolve("deep/down/a.journal");
    try (Journal journal = open(file)) {
      journal.keep(entry("a"));
      journal.setAside(entry("a"));
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent()))).isEqualTo("rwx------");
    try (Stream<Path> files = Files.list(file.getParent())) {
      assertThat(files).hasSize(3).allSatisfy(
          each -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each))).isEqualTo("rw-------"));
    }
  }

  @Test
  void anotherClientOfThisProcessIsRefusedAndTheFirstKeepsItsLock() throws Exception {
    Path file = directory.resolve("a.journal");
    try (Journal journal = open(file)) {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> open(file)).hasMessage("failback journal " + file
            + " cannot be opened: another client of this process has it open\n"
            + "  It takes a directory of its own for each process, which that may write.");
      }
      assertThat(lockedFor(file)).as("for another process").isTrue();
      assertThat(journal.keep(entry("a"))).isCompleted();
    }
    assertThat(lockedFor(file)).isFalse();
    try (Journal next = open(file)) {
      assertThat(next.takeLeft()).hasSize(1);
    }
  }

  /** As another process sees it: POSIX locks of this one are no hindrance to itself. */
  private static boolean lockedFor(Path file) throws Exception {
    Process other = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
        "-cp", System.getProperty("java.class.path"), TryLock.class.getName(), file + ".lock").inheritIO().start();
    assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return other.exitValue() == 7;
  }

  @Test
  void aDirectoryThatCannotBeOneSaysSo() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));

    assertThatThrownBy(() -> open(file.resolve("a.journal"))).isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("failback journal " + file.resolve("a.journal") + " cannot be opened: " + file);
  }

  @Test
  void manyThreadsKeepAndForgetAtOnce() throws Exception {
    Path file = directory.resolve("a.journal");
    ExecutorService writer = Executors.newSingleThreadExecutor();
    ExecutorService callers = Executors.newFixedThreadPool(16);
    try (Journal journal = Journal.open(file, writer)) {
      List<? extends Future<?>> all = IntStream.range(0, 16).mapToObj(caller -> callers.submit(() -> {
        for (int i = 0; i < 200; i++) {
          journal.keep(entry(caller + "-" + i)).join();
          if (i % 2 == 0) {
            journal.done(caller + "-" + i);
          }
        }
      })).toList();
      for (Future<?> each : all) {
        each.get(60, TimeUnit.SECONDS);
      }
    } finally {
      callers.shutdownNow();
      writer.shutdown();
    }
    try (Journal next = open(file)) {
      assertThat(next.takeLeft()).hasSize(16 * 100).allSatisfy(
          left -> assertThat(Integer.parseInt(left.entry().id().split("-")[1]) % 2).isEqualTo(1));
    }
  }
}
