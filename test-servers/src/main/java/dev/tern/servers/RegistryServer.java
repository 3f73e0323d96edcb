package dev.tern.servers;

import java.io.IOException;

/**
 * A real registry: a process of its own on ports of the loopback interface that stay the same for life, with its data
 * in a temporary directory. For one thread at a time. Ends with this JVM at the latest.
 */
public interface RegistryServer extends AutoCloseable {
  /** Its URL as a registry, such as {@code etcd://127.0.0.1:23790}. */
  String url();

  /** As {@code kill -9}: connections end, data stays. Returns when the process is gone. */
  void kill() throws IOException, InterruptedException;

  /** Stops its process where it stands (SIGSTOP): connections stay, and nothing is answered. */
  void pause() throws IOException, InterruptedException;

  /** Lets a paused one go on (SIGCONT). */
  void resume() throws IOException, InterruptedException;

  /** Kills it, if it runs, and starts it on the same ports with the same data. Waits until it serves. */
  void restart() throws IOException, InterruptedException;

  /** As {@link #restart}, but all its data is lost. */
  void wipe() throws IOException, InterruptedException;

  /** Kills it and deletes its data. */
  @Override
  void close() throws IOException, InterruptedException;
}
