package dev.tern.cluster;

import dev.tern.api.ServiceId;
import dev.tern.api.contract.MethodContract;
import dev.tern.cluster.journal.Journal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** The journals that one client has open: two proxies of a service share those of its methods. Safe for many threads. */
final class Journals {
  /** File systems take 255 bytes, of which the endings need some. */
  private static final int LONGEST_NAME = 200;

  private final Function<String, Executor> threads;
  private final Map<Path, Shared> open = new HashMap<>(); // guarded by this

  private static final class Shared {
    final Journal journal;
    int users = 1;

    Shared(Journal journal) {
      this.journal = journal;
    }
  }

  /** @param threads makes an executor of one thread, by its name */
  Journals(Function<String, Executor> threads) {
    this.threads = threads;
  }

  /**
   * One for as long as somebody uses it.
   *
   * @param isFirst true for whoever opened it, and has to look after what was left in it
   */
  record Used(Journal journal, boolean isFirst) {}

  /** @throws IllegalStateException if it cannot be opened */
  synchronized Used use(Path directory, MethodContract method) {
    Path file = directory.resolve(name(method.service(), method.name()));
    Shared known = open.get(file);
    if (known != null) {
      known.users++;
      return new Used(known.journal, false);
    }
    Journal opened = Journal.open(file, threads.apply("tern-failback-journal"));
    open.put(file, new Shared(opened));
    return new Used(opened, true);
  }

  /** Closes it if nobody else uses it. */
  void release(Journal journal) {
    synchronized (this) {
      Shared known = open.get(journal.file());
      if (known == null || known.journal != journal || --known.users > 0) {
        return;
      }
      open.remove(journal.file());
    }
    journal.close();
  }

  /** {@code demo.Orders+place.journal}: neither sign is in a name, so that no two methods have one. */
  static String name(ServiceId service, String method) {
    String labels = service.group().isEmpty() && service.version().isEmpty() ? ""
        : "@" + service.group() + "@" + service.version();
    String name = service.name() + labels + "+" + method;
    return (name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 33) + "~" + hash(name)) + ".journal";
  }

  private static String hash(String name) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JVM has it
    }
  }
}
