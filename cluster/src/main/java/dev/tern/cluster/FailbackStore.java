package dev.tern.cluster;

import dev.tern.cluster.journal.Entry;
import dev.tern.cluster.journal.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Where the tasks of one method are kept beside memory: in a journal, or nowhere. Blocks nobody but at its end. */
final class FailbackStore {
  private static final CompletableFuture<@Nullable Void> AT_ONCE = CompletableFuture.completedFuture(null);

  private final Journals journals;
  private final @Nullable Journal journal;
  private final boolean replays;

  /** @param used null: in memory only */
  FailbackStore(Journals journals, Journals.@Nullable Used used) {
    this.journals = journals;
    this.journal = used == null ? null : used.journal();
    this.replays = used != null && used.isFirst();
  }

  /** Null: in memory only. */
  @Nullable Path file() {
    return journal == null ? null : journal.file();
  }

  List<Journal.Left> left() {
    return journal != null && replays ? journal.takeLeft() : List.of();
  }

  CompletableFuture<@Nullable Void> keep(FailbackTask task) {
    return journal == null ? AT_ONCE : journal.keep(task.entry());
  }

  CompletableFuture<@Nullable Void> begin(FailbackTask task) {
    return journal == null ? AT_ONCE : journal.begin(task.id);
  }

  void idle(FailbackTask task) {
    if (journal != null) {
      journal.idle(task.id);
    }
  }

  void done(FailbackTask task) {
    if (journal != null) {
      journal.done(task.id);
    }
  }

  /** @return where it is now */
  Path setAside(Entry entry) throws IOException {
    if (journal == null) {
      throw new IOException("there is no journal");
    }
    return journal.setAside(entry);
  }

  void close() {
    if (journal != null) {
      journals.release(journal);
    }
  }
}
