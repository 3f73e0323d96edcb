package dev.tern.cluster.journal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a journal: a header of eight, then records, each with its length, the CRC-32C of its content, and the
 * content: a letter and an id, and for a task its timeout, attachments and message. What the end of a process has left half written
 * fails its length or its sum, and ends what is read.
 */
final class Records {
  private static final String HEADER = "TERNFB1\n";
  /** Longest content that is taken for one: message and attachments are within the limits of a call. */
  static final int LONGEST = 64 << 20;

  private static final byte TASK = 'T';
  private static final byte DONE = 'D';
  private static final int FRAME = 8;
  private static final int ID = 17;

  private Records() {}

  static byte[] header() {
    return HEADER.getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] task(StoredTask task) {
    try {
      ByteArrayOutputStream content = new ByteArrayOutputStream(128 + task.message().length);
      DataOutputStream out = new DataOutputStream(content);
      out.writeByte(TASK);
      out.writeLong(task.id().getMostSignificantBits());
      out.writeLong(task.id().getLeastSignificantBits());
      out.writeLong(task.timeoutNanos());
      out.writeShort(task.attachments().size());
      for (Map.Entry<String, String> attachment : task.attachments().entrySet()) {
        out.writeUTF(attachment.getKey());
        out.writeUTF(attachment.getValue());
      }
      out.write(task.message());
      return framed(content.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
  }

  static byte[] done(UUID id) {
    return framed(ByteBuffer.allocate(ID).put(DONE).putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits()).array());
  }

  private static byte[] framed(byte[] content) {
    CRC32C sum = new CRC32C();
    sum.update(content);
    return ByteBuffer.allocate(FRAME + content.length).putInt(content.length).putInt((int) sum.getValue()).put(content)
        .array();
  }

  /**
   * What a file holds.
   *
   * @param pending tasks that are not done, in order
   * @param whole length of what could be read: behind it stands what was half written
   * @param records how many there are
   */
  record Content(Map<UUID, StoredTask> pending, int whole, int records) {}

  /** @throws IOException if it does not begin as a journal does */
  static Content read(byte[] file) throws IOException {
    Map<UUID, StoredTask> pending = new LinkedHashMap<>();
    ByteBuffer in = ByteBuffer.wrap(file);
    byte[] expected = header();
    int header = Math.min(file.length, expected.length);
    for (int i = 0; i < header; i++) {
      if (file[i] != expected[i]) {
        throw new IOException("it is no journal");
      }
    }
    if (file.length < expected.length) {
      return new Content(pending, 0, 0);
    }
    in.position(expected.length);
    int records = 0;
    int whole = expected.length;
    for (byte[] content = next(in); content != null; content = next(in)) {
      apply(content, pending);
      records++;
      whole = in.position();
    }
    return new Content(pending, whole, records);
  }

  private static byte @Nullable [] next(ByteBuffer in) {
    if (in.remaining() < FRAME) {
      return null;
    }
    int length = in.getInt();
    int expected = in.getInt();
    if (length < ID || length > LONGEST || length > in.remaining()) {
      return null;
    }
    byte[] content = new byte[length];
    in.get(content);
    CRC32C sum = new CRC32C();
    sum.update(content);
    return (int) sum.getValue() == expected ? content : null;
  }

  private static void apply(byte[] content, Map<UUID, StoredTask> pending) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(content));
    byte kind = in.readByte();
    UUID id = new UUID(in.readLong(), in.readLong());
    if (kind == DONE) {
      pending.remove(id);
      return;
    }
    if (kind != TASK) {
      throw new IOException("it was written by a newer version");
    }
    long timeoutNanos = in.readLong();
    Map<String, String> attachments = new LinkedHashMap<>();
    for (int count = in.readUnsignedShort(); count > 0; count--) {
      attachments.put(in.readUTF(), in.readUTF());
    }
    pending.put(id, new StoredTask(id, timeoutNanos, attachments, in.readAllBytes()));
  }
}
