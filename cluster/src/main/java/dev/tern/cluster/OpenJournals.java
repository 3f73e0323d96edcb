package dev.tern.cluster;

import dev.tern.api.contract.MethodContract;
import dev.tern.cluster.journal.TaskJournal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The journals of one client: two proxies of one service share those of its methods. Safe for many threads. */
final class OpenJournals {
  private final Map<Path, Held> open = new HashMap<>(); // guarded by this

  private static final class Held {
    final TaskJournal journal;
    final Set<Object> holders = new HashSet<>();

    Held(TaskJournal journal) {
      this.journal = journal;
    }
  }

  /** @return whether it was opened now, so that what is left in it is this holder's to deliver */
  synchronized Opened open(Path folder, MethodContract method, Object holder) {
    String group = method.service().group().isEmpty() ? "" : "@" + method.service().group();
    String version = method.service().version().isEmpty() ? "" : "@v" + method.service().version();
    String name = (method.service().name() + group + version + "." + method.name()).replaceAll("[^A-Za-z0-9_.@-]", "_");
    Path key = folder.resolve(name);
    Held held = open.get(key);
    boolean first = held == null;
    if (held == null) {
      held = new Held(TaskJournal.open(folder, name));
      open.put(key, held);
    }
    held.holders.add(holder);
    return new Opened(held.journal, first);
  }

  /** Closes it once nobody holds it any more. */
  void release(TaskJournal journal, Object holder) {
    boolean last;
    synchronized (this) {
      last = open.values().removeIf(held -> held.journal == journal && held.holders.remove(holder) && held.holders.isEmpty());
    }
    if (last) {
      journal.close();
    }
  }

  /** @param first true for the one that opened it */
  record Opened(TaskJournal journal, boolean first) {}
}
