package dev.tern.cluster.journal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a journal. A header of 12: {@code TERNFBJ1} and four random ones, the file's mark. Then records: the
 * mark, the length of what follows the sum, the sum (CRC-32C of length and content), a letter for the kind, and the
 * content. Numbers are big-endian.
 *
 * <p>The mark finds the next record behind a damaged part; being random, it is not in what callers sent.
 */
final class Records {
  static final int HEADER_BYTES = 12;
  /** Mark, length, sum and kind. */
  static final int FRAME_BYTES = 13;

  private static final String MAGIC = "TERNFBJ1";

  private final int mark;

  Records(int mark) {
    this.mark = mark;
  }

  /** What a record says. */
  enum Kind {
    /** A call is to be made. */
    TASK('T'),
    /** It need not be made any more. */
    DONE('D'),
    /** It is about to be sent: from now on it may have been executed. */
    BEGUN('B'),
    /** It certainly was not executed. */
    IDLE('I');

    private final byte letter;

    Kind(char letter) {
      this.letter = (byte) letter;
    }

    static @Nullable Kind of(byte letter) {
      for (Kind kind : values()) {
        if (kind.letter == letter) {
          return kind;
        }
      }
      return null;
    }
  }

  byte[] header() {
    return ByteBuffer.allocate(HEADER_BYTES).put(MAGIC.getBytes(StandardCharsets.US_ASCII)).putInt(mark).array();
  }

  byte[] frame(Kind kind, byte[] content) {
    ByteBuffer frame = ByteBuffer.allocate(FRAME_BYTES + content.length);
    frame.putInt(mark).putInt(content.length + 1).putInt(0).put(kind.letter).put(content);
    return frame.putInt(8, sum(frame.array(), 0, content.length + 1)).array();
  }

  private static int sum(byte[] bytes, int frameAt, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, frameAt + 4, 4);
    sum.update(bytes, frameAt + 12, length);
    return (int) sum.getValue();
  }

  static byte[] content(Entry entry) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 + entry.arguments().length);
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeUTF(entry.id());
      out.writeShort(entry.attachments().size());
      for (Map.Entry<String, String> attachment : entry.attachments().entrySet()) {
        out.writeUTF(attachment.getKey());
        out.writeUTF(attachment.getValue());
      }
      out.writeUTF(entry.persistentNames() == null ? "" : entry.persistentNames());
      out.write(entry.arguments());
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail; attachments are far shorter than 64 KiB
    }
  }

  static byte[] content(String id) {
    return id.getBytes(StandardCharsets.UTF_8);
  }

  static String id(byte[] content) {
    return new String(content, StandardCharsets.UTF_8);
  }

  static Entry entry(byte[] content) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(content));
    String id = in.readUTF();
    Map<String, String> attachments = new LinkedHashMap<>();
    for (int left = in.readUnsignedShort(); left > 0; left--) {
      attachments.put(in.readUTF(), in.readUTF());
    }
    String persistent = in.readUTF();
    return new Entry(id, attachments, persistent.isEmpty() ? null : persistent, in.readAllBytes());
  }

  /** One whole record. */
  record Read(Kind kind, byte[] content) {}

  /** A part of a file. */
  record Part(int from, int to) {}

  /**
   * What a file holds.
   *
   * @param mark of the file
   * @param records whole ones, in order
   * @param end of the last whole one: what follows was half written when its process ended
   * @param damaged parts between whole records
   */
  record Content(int mark, List<Read> records, int end, List<Part> damaged) {}

  /**
   * Reads a file.
   *
   * @return null for one whose header was half written: nothing was promised yet
   * @throws IOException if it is no journal, or a newer one
   */
  static @Nullable Content read(byte[] file) throws IOException {
    for (int i = 0; i < Math.min(MAGIC.length(), file.length); i++) {
      if (file[i] != MAGIC.charAt(i)) {
        throw new IOException("it does not begin as a failback journal does; move it away");
      }
    }
    if (file.length < HEADER_BYTES) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(file);
    int mark = in.getInt(MAGIC.length());
    List<Read> records = new ArrayList<>();
    List<Part> damaged = new ArrayList<>();
    int at = HEADER_BYTES;
    while (true) {
      int length = lengthAt(in, at, mark);
      if (length < 0) {
        int next = next(in, at + 1, mark);
        if (next < 0) {
          return new Content(mark, records, at, damaged);
        }
        damaged.add(new Part(at, next));
        at = next;
        continue;
      }
      Kind kind = Kind.of(file[at + FRAME_BYTES - 1]);
      if (kind == null) {
        throw new IOException("a newer version of Tern wrote it; use that, or move it away");
      }
      byte[] content = new byte[length - 1];
      System.arraycopy(file, at + FRAME_BYTES, content, 0, content.length);
      records.add(new Read(kind, content));
      at += FRAME_BYTES - 1 + length;
    }
  }

  private static int next(ByteBuffer in, int from, int mark) {
    for (int at = from; at <= in.limit() - FRAME_BYTES; at++) {
      if (in.getInt(at) == mark && lengthAt(in, at, mark) >= 0) {
        return at;
      }
    }
    return -1;
  }

  /** Length of the whole record that begins here, or -1. */
  private static int lengthAt(ByteBuffer in, int at, int mark) {
    if (in.limit() - at < FRAME_BYTES || in.getInt(at) != mark) {
      return -1;
    }
    int length = in.getInt(at + 4);
    boolean whole = length >= 1 && length <= in.limit() - at - (FRAME_BYTES - 1);
    return whole && in.getInt(at + 8) == sum(in.array(), at, length) ? length : -1;
  }
}
