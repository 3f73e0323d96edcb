package dev.tern.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One program that is started, killed, paused and started again. Ends with this JVM at the latest. For one thread. */
final class ServerProcess implements AutoCloseable {
  private static final int TOLD_CHARACTERS = 2_000;

  private final String name;
  private final File log;
  private final Thread ending = new Thread(this::destroy, "end-server");
  private volatile @Nullable Process process;

  /** @param log everything it says is added to that file */
  ServerProcess(String name, Path log) {
    this.name = name;
    this.log = log.toFile();
    Runtime.getRuntime().addShutdownHook(ending);
  }

  void start(List<String> command) throws IOException {
    if (isAlive()) {
      throw new IllegalStateException(name + " is running");
    }
    process = new ProcessBuilder(command).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log)).start();
  }

  boolean isAlive() {
    Process running = process;
    return running != null && running.isAlive();
  }

  long pid() {
    Process running = process;
    if (running == null) {
      throw new IllegalStateException(name + " was not started");
    }
    return running.pid();
  }

  /** {@code STOP} or {@code CONT}. */
  void signal(String signal) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).inheritIO().start();
    if (kill.waitFor() != 0) {
      throw new IOException("kill -" + signal + " of " + name + " failed");
    }
    while (signal.equals("STOP") && !isStopped()) { // a thread that runs just now stops a moment later
      Thread.sleep(1);
    }
  }

  /** As Linux says of each of its threads; elsewhere it is taken for granted. */
  private boolean isStopped() throws IOException {
    Path threads = Path.of("/proc", Long.toString(pid()), "task");
    if (!Files.isDirectory(threads)) {
      return true;
    }
    try (DirectoryStream<Path> each = Files.newDirectoryStream(threads)) {
      for (Path thread : each) {
        String stat = Files.readString(thread.resolve("stat"));
        char state = stat.charAt(stat.lastIndexOf(')') + 2);
        if (state != 'T' && state != 't') {
          return false;
        }
      }
    }
    return true;
  }

  /** As {@code kill -9}; a paused one too. Returns when it is gone. */
  void kill() throws IOException, InterruptedException {
    Process running = process;
    if (running != null && !running.destroyForcibly().waitFor(10, TimeUnit.SECONDS)) {
      throw new IOException(name + " cannot be killed");
    }
  }

  /** The last of what it said. */
  String lastWords() throws IOException {
    String all = Files.readString(log.toPath(), UTF_8);
    return all.substring(Math.max(0, all.length() - TOLD_CHARACTERS));
  }

  private void destroy() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    kill();
    try {
      Runtime.getRuntime().removeShutdownHook(ending);
    } catch (IllegalStateException e) {
      // The JVM is ending, and the hook runs already.
    }
  }
}
