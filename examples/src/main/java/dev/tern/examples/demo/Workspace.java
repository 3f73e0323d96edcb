package dev.tern.examples.demo;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A fresh directory, for its owner only, in which everything lives that the demo leaves behind. */
final class Workspace {
  private final Path root;

  private Workspace(Path root) {
    this.root = root;
  }

  static Workspace create() throws IOException {
    Workspace workspace = new Workspace(Files.createTempDirectory("tern-demo-")); // made with mode 0700
    for (Path part : List.of(workspace.registry(), workspace.ledger(), workspace.logs(), workspace.temporary())) {
      Files.createDirectory(part);
    }
    return workspace;
  }

  Path root() {
    return root;
  }

  Path registry() {
    return root.resolve("registry");
  }

  Path ledger() {
    return root.resolve("ledger");
  }

  Path logs() {
    return root.resolve("logs");
  }

  /** For the temporary files of the processes: one that is killed cannot remove its own. */
  Path temporary() {
    return root.resolve("tmp");
  }

  /** Where a provider keeps its ledger. */
  Path executions(int provider) {
    return ledger().resolve("provider-" + provider);
  }

  /** Where the consumer keeps its ledger. */
  Path outcomes() {
    return ledger().resolve("consumer");
  }

  /** The ledgers of all providers there have been. */
  List<Path> allExecutions() throws IOException {
    try (Stream<Path> files = Files.list(ledger())) {
      return files.filter(file -> file.getFileName().toString().startsWith("provider-")).sorted().toList();
    }
  }

  /** Removes everything. What vanishes meanwhile by itself is no problem. */
  void delete() throws IOException {
    Files.walkFileTree(root, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        Files.deleteIfExists(file);
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
        if (failure instanceof NoSuchFileException) {
          return FileVisitResult.CONTINUE;
        }
        throw failure;
      }

      @Override
      public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
        Files.deleteIfExists(directory);
        return FileVisitResult.CONTINUE;
      }
    });
  }
}
