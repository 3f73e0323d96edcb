package dev.tern.cluster.journal;

import static java.util.Objects.requireNonNull;

import dev.tern.cluster.journal.Records.Kind;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of one method that are still to be made, in a file. What {@link #keep} has promised is on the disk; all
 * that come while it writes share the next write and the next {@code fsync}. For one client of one process at a
 * time; safe for many threads, none of which it blocks but those that open and close it.
 */
public final class Journal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
  private static final long COMPACT_FROM_BYTES = 1 << 20;
  private static final long CLOSE_SECONDS = 10;

  private final Path file;
  private final Disk disk;
  private final Executor writer;
  private final Closeable lock;
  private final Records records;
  private final long compactFromBytes;
  private final Queue<Write> writes = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private List<Left> left = List.of();
  // The writer's
  private final Map<String, Live> live = new LinkedHashMap<>();
  private final List<Write> unwritten = new ArrayList<>();
  private Disk.Log log;
  private long size;
  private long liveBytes;
  private long compactAgainBytes;
  private boolean stale; // the file may not say what is so: it is written anew before anything else
  private boolean failing;
  private boolean closed;

  /** A call that an earlier process has left. @param begun true if it may have been executed already */
  public record Left(Entry entry, boolean begun) {}

  /** @param done null for what nobody waits for, and which need not be on the disk yet */
  private record Write(@Nullable Kind kind, String id, byte[] content, @Nullable CompletableFuture<@Nullable Void> done) {}

  private record Live(byte[] content, boolean begun) {}

  private Journal(Path file, Disk disk, Executor writer, long compactFromBytes, Closeable lock, int mark, Disk.Log log) {
    this.file = file;
    this.disk = disk;
    this.writer = writer;
    this.compactFromBytes = compactFromBytes;
    this.lock = lock;
    this.records = new Records(mark);
    this.log = log;
  }

  /**
   * Opens a journal, or makes one.
   *
   * @param file its directory is made if need be
   * @param writer runs one task at a time, which may block
   * @throws IllegalStateException if it cannot be, saying why and what to do
   */
  public static Journal open(Path file, Executor writer) {
    return open(file, writer, Disk.real(), COMPACT_FROM_BYTES);
  }

  static Journal open(Path file, Executor writer, Disk disk, long compactFromBytes) {
    Closeable lock = null;
    Journal opened = null;
    try {
      Path directory = file.toAbsolutePath().getParent();
      if (directory != null) {
        disk.makeDirectory(directory);
      }
      lock = disk.lock(Paths.sibling(file, ".lock"));
      disk.delete(Paths.sibling(file, ".new"));
      byte[] bytes = disk.read(file);
      Records.Content content = bytes == null ? null : Records.read(bytes);
      int mark = content == null ? new SecureRandom().nextInt() : content.mark();
      opened = new Journal(file, disk, writer, compactFromBytes, lock, mark, disk.open(file));
      opened.begin(bytes, content);
      return opened;
    } catch (IOException | RuntimeException | Error e) {
      Paths.closeQuietly(opened == null ? null : opened.log);
      Paths.closeQuietly(lock);
      if (e instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException("failback journal " + file + " cannot be opened: " + Reasons.of(e)
          + "\n  It takes a directory of its own for each process, which that may write.", e);
    }
  }

  private void begin(byte @Nullable [] bytes, Records.@Nullable Content content) throws IOException {
    if (bytes == null || content == null) {
      log.truncate(0);
      log.append(records.header(), Records.HEADER_BYTES);
      log.sync();
      size = Records.HEADER_BYTES;
      return;
    }
    for (Records.Read record : content.records()) {
      String id = record.kind() == Kind.TASK ? Records.entry(record.content()).id() : Records.id(record.content());
      apply(record.kind(), id, record.content());
    }
    size = content.end();
    List<Left> found = new ArrayList<>();
    for (Live each : live.values()) {
      found.add(new Left(Records.entry(each.content), each.begun));
    }
    left = List.copyOf(found);
    if (content.end() < bytes.length) {
      Path damaged = Paths.keepDamaged(disk, file, bytes, new Records.Part(content.end(), bytes.length));
      log.truncate(size);
      log.sync();
      LOG.warn("{}: the last {} bytes are no whole record, as when its process ended in the middle of one, which then"
          + " nobody was promised; cut off, and put into {}", file, bytes.length - content.end(), damaged);
    }
    if (!content.damaged().isEmpty()) {
      long lost = 0;
      for (Records.Part part : content.damaged()) {
        Paths.keepDamaged(disk, file, bytes, part);
        lost += part.to() - part.from();
      }
      LOG.error("{}: {} bytes between its records are damaged; calls that they held are not made. They were put into {}", file,
          lost, Paths.sibling(file, ".damaged"));
      rewrite();
    }
  }

  /** What an earlier process has left in it; nothing when asked again, so that what is made is not kept in memory. */
  public synchronized List<Left> takeLeft() {
    List<Left> taken = left;
    left = List.of();
    return taken;
  }

  /** The file. */
  public Path file() {
    return file;
  }

  /**
   * Keeps a call.
   *
   * @return done, on the writer's thread, once it is on the disk; fails with an {@link IOException} if it never will be
   */
  public CompletableFuture<@Nullable Void> keep(Entry entry) {
    return submit(Kind.TASK, entry.id(), Records.content(entry), new CompletableFuture<>());
  }

  /** Says that a call is about to be sent. Done once that is on the disk, as {@link #keep}. */
  public CompletableFuture<@Nullable Void> begin(String id) {
    return submit(Kind.BEGUN, id, Records.content(id), new CompletableFuture<>());
  }

  /** Says that a call which was about to be sent certainly was not executed. On the disk with the next call kept. */
  public void idle(String id) {
    submit(Kind.IDLE, id, Records.content(id), null);
  }

  /** Forgets a call. On the disk with the next call kept; until then in the hands of the system. */
  public void done(String id) {
    submit(Kind.DONE, id, Records.content(id), null);
  }

  /**
   * Keeps a call in a file of its own, where it waits for a person, and forgets it here. In the place of this journal
   * that file is tried again.
   *
   * @return that file
   * @throws IOException if it cannot be written; the call then stays here
   */
  public synchronized Path setAside(Entry entry) throws IOException {
    Path aside = Paths.sibling(file, ".aside");
    byte[] bytes = disk.read(aside);
    Records.Content content = bytes == null ? null : Records.read(bytes);
    Records form = content == null ? records : new Records(content.mark());
    if (bytes != null && content != null && content.end() < bytes.length) {
      Path damaged = Paths.keepDamaged(disk, file, bytes, new Records.Part(content.end(), bytes.length));
      LOG.warn("{}: its last bytes are no whole record; cut off, and put into {}", aside, damaged);
    }
    try (Disk.Log appended = disk.open(aside)) {
      if (content == null) {
        appended.truncate(0);
        appended.append(form.header(), Records.HEADER_BYTES);
      } else {
        appended.truncate(content.end());
      }
      byte[] frame = form.frame(Kind.TASK, Records.content(entry));
      appended.append(frame, frame.length);
      appended.sync();
    }
    done(entry.id());
    return aside;
  }

  private <F extends @Nullable CompletableFuture<@Nullable Void>> F submit(@Nullable Kind kind, String id, byte[] content,
      F done) {
    writes.add(new Write(kind, id, content, done));
    if (scheduled.compareAndSet(false, true)) {
      try {
        writer.execute(this::write);
      } catch (RejectedExecutionException e) {
        for (Write late = writes.poll(); late != null; late = writes.poll()) {
          end(late, new IOException("it is closed"));
        }
      }
    }
    return done;
  }

  private void write() {
    scheduled.set(false); // before: whoever adds after the last look schedules this again
    List<Write> batch = new ArrayList<>(unwritten);
    unwritten.clear();
    for (Write next = writes.poll(); next != null; next = writes.poll()) {
      batch.add(next);
    }
    if (closed) {
      batch.forEach(late -> end(late, new IOException("it is closed")));
    } else if (!batch.isEmpty()) {
      write(batch.stream().filter(each -> each.kind != null).toList());
      compactIfWorthIt();
      if (batch.stream().anyMatch(each -> each.kind == null)) {
        closed = true;
        Paths.closeQuietly(log);
        Paths.closeQuietly(lock);
        batch.stream().filter(each -> each.kind == null).forEach(each -> end(each, null));
      }
    }
  }

  private void write(List<Write> batch) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      boolean sync = false;
      for (Write each : batch) {
        bytes.writeBytes(records.frame(kind(each), each.content));
        sync |= each.done != null;
      }
      if (stale) {
        rewrite();
      }
      log.append(bytes.toByteArray(), bytes.size());
      if (sync) {
        log.sync();
      }
    } catch (IOException e) {
      failed(batch, e);
      return;
    } catch (RuntimeException | Error e) { // whoever waits would wait for ever
      failed(batch, new IOException(e.toString(), e));
      return;
    }
    if (failing) {
      failing = false;
      LOG.info("{} can be written again", file);
    }
    size += bytes.size();
    batch.forEach(each -> apply(kind(each), each.id, each.content));
    batch.forEach(each -> end(each, null));
  }

  /** Whoever waits is refused, and must not be found in the file later. What is merely so is written with the next. */
  private void failed(List<Write> batch, IOException e) {
    if (!failing) {
      failing = true;
      LOG.error("{} cannot be written: {}. Calls that fail are refused until it can.", file, Reasons.of(e));
    }
    for (Write each : batch) {
      if (each.done == null) {
        apply(kind(each), each.id, each.content);
        unwritten.add(each);
      }
    }
    try {
      log.truncate(size);
      log.sync();
    } catch (IOException | RuntimeException | Error again) {
      e.addSuppressed(again);
      stale = true;
    }
    batch.forEach(each -> end(each, e));
  }

  private static Kind kind(Write write) {
    return requireNonNull(write.kind);
  }

  private static void end(Write write, @Nullable IOException failure) {
    CompletableFuture<@Nullable Void> done = write.done;
    if (done != null && failure == null) {
      done.complete(null);
    } else if (done != null) {
      done.completeExceptionally(failure);
    }
  }

  private void apply(Kind kind, String id, byte[] content) {
    Live known = live.get(id);
    switch (kind) {
      case TASK -> {
        if (live.put(id, new Live(content, false)) == null) {
          liveBytes += content.length + Records.FRAME_BYTES;
        }
      }
      case DONE -> {
        if (live.remove(id) != null && known != null) {
          liveBytes -= known.content.length + Records.FRAME_BYTES;
        }
      }
      case BEGUN, IDLE -> {
        if (known != null) {
          live.put(id, new Live(known.content, kind == Kind.BEGUN));
        }
      }
    }
  }

  private void compactIfWorthIt() {
    if (size < Math.max(compactFromBytes, compactAgainBytes) || size < 2 * (liveBytes + Records.HEADER_BYTES)) {
      return;
    }
    try {
      rewrite();
      compactAgainBytes = 0;
    } catch (IOException | RuntimeException | Error e) {
      compactAgainBytes = 2 * size;
      LOG.warn("{} is {} bytes long, most of them of calls that have been made, and cannot be written anew: {}", file, size,
          Reasons.of(e));
    }
  }

  /** Writes what counts into a new file, which takes the place of this one once it is on the disk. */
  private void rewrite() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(records.header());
    live.forEach((id, each) -> {
      bytes.writeBytes(records.frame(Kind.TASK, each.content));
      if (each.begun) {
        bytes.writeBytes(records.frame(Kind.BEGUN, Records.content(id)));
      }
    });
    Path fresh = Paths.sibling(file, ".new");
    disk.delete(fresh);
    Disk.Log next = disk.open(fresh);
    boolean replacing = false;
    try {
      next.append(bytes.toByteArray(), bytes.size());
      next.sync();
      replacing = true;
      disk.replace(fresh, file);
    } catch (IOException | RuntimeException | Error e) {
      Paths.closeQuietly(next);
      stale |= replacing; // nobody knows which of the two is there
      throw e;
    }
    Paths.closeQuietly(log);
    log = next;
    size = bytes.size();
    stale = false;
  }

  /** Writes what there is, and lets the file go. Waits for that, at most ten seconds. */
  @Override
  public void close() {
    try {
      submit(null, "", new byte[0], new CompletableFuture<@Nullable Void>()).get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("{} did not close", file, e);
    }
  }
}
