package dev.tern.cluster.journal;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Another process that wants a lock: ends with 0 if it got it, 7 if somebody else has it. */
final class TryLock {
  private TryLock() {}

  public static void main(String[] arguments) throws Exception {
    try (FileChannel channel = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
      System.exit(channel.tryLock() == null ? 7 : 0);
    }
  }
}
