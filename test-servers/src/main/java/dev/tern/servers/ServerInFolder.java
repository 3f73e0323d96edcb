package dev.tern.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/** What every such server is: one process, and one temporary folder that goes with it. */
abstract class ServerInFolder implements RegistryServer {
  private static final Duration READY_WITHIN = Duration.ofSeconds(30);

  private final String title;
  private final Path folder;
  private final ServerProcess process;

  /**
   * @param title for error texts, such as {@code etcd single}
   * @param folder of its own, deleted when this is closed
   */
  ServerInFolder(String title, Path folder) {
    this.title = title;
    this.folder = folder;
    this.process = new ServerProcess(title, folder.resolve("log"));
  }

  /** Starts its process, and does not wait. */
  abstract void launch() throws IOException;

  abstract boolean isReady() throws InterruptedException;

  /** Waits until it serves. */
  final void awaitReady() throws IOException, InterruptedException {
    long end = System.nanoTime() + READY_WITHIN.toNanos();
    while (!isReady()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IOException(title + (process.isAlive() ? " is not ready" : " ended") + ". Its last words:\n"
            + process.lastWords());
      }
      Thread.sleep(20);
    }
  }

  final ServerProcess process() {
    return process;
  }

  final Path folder() {
    return folder;
  }

  final Path data() {
    return folder.resolve("data");
  }

  @Override
  public final void kill() throws IOException, InterruptedException {
    process.kill();
  }

  @Override
  public final void pause() throws IOException, InterruptedException {
    process.signal("STOP");
  }

  @Override
  public final void resume() throws IOException, InterruptedException {
    process.signal("CONT");
  }

  @Override
  public final void restart() throws IOException, InterruptedException {
    restartWithoutWaiting();
    awaitReady();
  }

  /** As {@link #restart}, for one of several that have no majority yet. */
  public final void restartWithoutWaiting() throws IOException, InterruptedException {
    kill();
    launch();
  }

  @Override
  public final void close() throws IOException, InterruptedException {
    process.close();
    delete(folder);
  }

  /** With all that is in it, if it is there. */
  static void delete(Path tree) throws IOException {
    if (Files.exists(tree)) {
      try (Stream<Path> files = Files.walk(tree)) {
        files.sorted(Comparator.reverseOrder()).forEach(ServerInFolder::deleteOne);
      }
    }
  }

  private static void deleteOne(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
