package dev.tern.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A {@code file:} registry that a test takes away and gives back: meanwhile no operation on its service succeeds. */
final class BrokenDirectory {
  private final Path root;
  private final Path service;
  private final Path aside;

  /** @param root of the registry; made if need be */
  BrokenDirectory(Path root, Class<?> service) {
    this.root = root;
    this.service = root.resolve(service.getName());
    this.aside = root.resolveSibling(root.getFileName() + "-aside");
  }

  String url() {
    return "file:" + root;
  }

  /** From now on it cannot be read or written. */
  void takeAway() {
    run(() -> {
      Files.createDirectories(root);
      if (Files.isDirectory(service)) {
        Files.move(service, aside);
      }
      Files.createFile(service); // a file where a directory should be
    });
  }

  /** It is back, as it was. */
  void giveBack() {
    run(() -> {
      Files.delete(service);
      if (Files.isDirectory(aside)) {
        Files.move(aside, service);
      }
    });
  }

  /** Deletes every record at once, and the locks of their providers. */
  void wipe() {
    run(() -> {
      try (Stream<Path> files = Files.list(service)) {
        for (Path file : files.toList()) {
          Files.deleteIfExists(file);
        }
      }
    });
  }

  /** How many records stand. */
  long records() {
    try (Stream<Path> files = Files.list(service)) {
      return files.filter(file -> file.toString().endsWith(".json")).count();
    } catch (IOException e) {
      return 0; // no such directory: nobody has offered it
    }
  }

  private interface FileWork {
    void run() throws IOException;
  }

  private static void run(FileWork work) {
    try {
      work.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
