package dev.tern.core.registry.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tern.core.registry.ServiceInstance;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * How a snapshot file reads: five lines that a person understands too, then one provider per line, as registries carry
 * it.
 *
 * <pre>
 * tern-snapshot 1
 * sha256 (of all that follows this line)
 * for (what it belongs to: sha256 of registry and service) file:/var/run/tern demo.Greeting
 * written 1732290000000
 * providers 2
 * {"id":"...","service":"demo.Greeting", ...}
 * {"id":"...","service":"demo.Greeting", ...}
 * </pre>
 */
final class SnapshotFormat {
  /** Largest file that is written or read, in bytes. */
  static final int MAX_BYTES = 16 << 20;

  private static final String FIRST = "tern-snapshot 1\n";
  private static final String SUM = "sha256 ";

  private SnapshotFormat() {}

  /**
   * @param key what it belongs to
   * @param title for people: registry and service
   */
  static byte[] write(String key, String title, long writtenAtMillis, List<ServiceInstance> providers) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(256 + 256 * providers.size());
    body.writeBytes(("for " + key + " " + title + "\nwritten " + writtenAtMillis + "\nproviders " + providers.size()
        + "\n").getBytes(UTF_8));
    for (ServiceInstance provider : providers) {
      body.writeBytes(provider.toJson());
      body.write('\n');
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream(body.size() + 128);
    file.writeBytes((FIRST + SUM + sha256(body.toByteArray()) + "\n").getBytes(UTF_8));
    file.writeBytes(body.toByteArray());
    return file.toByteArray();
  }

  /**
   * @param key what it has to belong to
   * @param oldestMillis when it may have been written at the earliest
   * @param nowMillis when it may have been written at the latest, give or take a minute
   * @throws IllegalArgumentException saying why it cannot be used
   */
  static List<ServiceInstance> read(byte[] file, String key, long oldestMillis, long nowMillis) {
    String text = decode(file);
    if (!text.startsWith(FIRST)) {
      throw new IllegalArgumentException(text.startsWith("tern-snapshot ") ? "written by another version of Tern"
          : "no snapshot of Tern's");
    }
    int sumEnd = text.indexOf('\n', FIRST.length());
    String sumLine = sumEnd < 0 ? "" : text.substring(FIRST.length(), sumEnd);
    if (!sumLine.equals(SUM + sha256(text.substring(sumEnd + 1).getBytes(UTF_8)))) {
      throw new IllegalArgumentException("damaged: its checksum does not match");
    }
    String[] lines = text.substring(sumEnd + 1).split("\n", -1);
    if (!lines[0].startsWith("for " + key + " ")) {
      throw new IllegalArgumentException("it belongs to another registry or service");
    }
    long written = number(lines, 1, "written ");
    if (written < oldestMillis) {
      throw new IllegalArgumentException("too old");
    }
    if (written > nowMillis + 60_000) {
      throw new IllegalArgumentException("written in the future: some clock is wrong");
    }
    return providers(lines, number(lines, 2, "providers "));
  }

  private static List<ServiceInstance> providers(String[] lines, long count) {
    if (count != lines.length - 4L || !lines[lines.length - 1].isEmpty()) {
      throw new IllegalArgumentException("not as many providers as it says");
    }
    List<ServiceInstance> providers = new ArrayList<>();
    for (int i = 3; i < lines.length - 1; i++) {
      providers.add(ServiceInstance.fromJson(lines[i].getBytes(UTF_8)));
    }
    return providers;
  }

  private static long number(String[] lines, int index, String name) {
    try {
      if (index < lines.length && lines[index].startsWith(name)) {
        return Long.parseLong(lines[index].substring(name.length()));
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException("line " + (index + 3) + " is wrong");
  }

  private static String decode(byte[] file) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("damaged: not UTF-8", e);
    }
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JVM has it
    }
  }
}
