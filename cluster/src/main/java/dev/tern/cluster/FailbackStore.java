package dev.tern.cluster;

import dev.tern.api.Attachments;
import dev.tern.api.AttachmentKey;
import dev.tern.api.Cancellation;
import dev.tern.api.Deadline;
import dev.tern.api.spi.Attempts;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.api.spi.WriteBuffer;
import dev.tern.cluster.journal.StoredTask;
import dev.tern.cluster.journal.TaskJournal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Tasks of one method in a journal: turns calls into bytes and back, by the method's codec. */
final class FailbackStore {
  private static final int FIRST_BYTES = 512;
  private static final int MOST_BYTES = 32 << 20;

  private final TaskJournal journal;
  private final Attempts attempts;
  private final FailbackReport report;

  FailbackStore(TaskJournal journal, Attempts attempts, FailbackReport report) {
    this.journal = journal;
    this.attempts = attempts;
    this.report = report;
  }

  TaskJournal journal() {
    return journal;
  }

  /** @return done once it is on the disk */
  CompletableFuture<@Nullable Void> accept(FailbackTask task) {
    WriteBuffer message = new WriteBuffer(FIRST_BYTES, MOST_BYTES);
    attempts.codec().arguments().write(task.call.arguments(), message);
    Map<String, String> attachments = new LinkedHashMap<>();
    task.call.attachments().forEach(attachments::put);
    return journal.accept(new StoredTask(task.id, task.call.deadline().timeoutNanos(), attachments, message.toByteArray()));
  }

  void done(UUID id) {
    journal.done(id);
  }

  /** What an earlier process has left. What cannot be read any more is put aside. */
  List<FailbackTask> left() {
    List<FailbackTask> left = new ArrayList<>();
    for (StoredTask task : journal.left()) {
      try {
        List<@Nullable Object> arguments = attempts.codec().arguments().read(new ReadBuffer(task.message()));
        Attachments attachments = Attachments.empty();
        for (Map.Entry<String, String> attachment : task.attachments().entrySet()) {
          attachments = with(attachments, attachment.getKey(), attachment.getValue());
        }
        left.add(new FailbackTask(task.id(), new Invocation(attempts.method(), arguments,
            Deadline.after(Duration.ofNanos(task.timeoutNanos()), attempts.clock()), attachments, new Cancellation()), 0));
      } catch (DecodeException | RuntimeException e) {
        report.unreadable(attempts.method().fullName(), task.id().toString(), journal.putAside(task).toString(), e);
      }
    }
    return left;
  }

  private static Attachments with(Attachments all, String name, String value) {
    return name.endsWith("-bin")
        ? all.with(AttachmentKey.ofBytes(name), Base64.getDecoder().decode(value))
        : all.with(AttachmentKey.of(name), value);
  }

  @Override
  public String toString() {
    return journal.toString();
  }
}
