package dev.tern.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Provider processes on one registry, each with its own ledger file. */
final class Fleet implements AutoCloseable {
  private final Path directory;
  private final String registry;
  private final List<ChildJvm> members = new ArrayList<>();
  private final List<Path> ledgers = new ArrayList<>();

  /** On a {@code file:} registry in that directory, which also holds the ledgers. */
  Fleet(Path directory) {
    this(directory, "file:" + directory.resolve("registry"));
  }

  Fleet(Path directory, String registry) {
    this.directory = directory;
    this.registry = registry;
  }

  /** Starts providers side by side, and waits until all answer. */
  List<ChildJvm> start(int count) {
    List<ChildJvm> started = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path ledger = directory.resolve("executions-" + ledgers.size());
      ledgers.add(ledger);
      ChildJvm member = ChildJvm.start(WorkMain.class, "provider" + ledgers.size(), registry(), ledger.toString());
      members.add(member);
      started.add(member);
    }
    started.forEach(member -> member.await("ready "));
    return started;
  }

  String registry() {
    return registry;
  }

  List<Path> ledgers() {
    return ledgers;
  }

  @Override
  public void close() {
    members.forEach(ChildJvm::close);
  }
}
