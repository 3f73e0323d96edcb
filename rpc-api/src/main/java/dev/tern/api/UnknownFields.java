package dev.tern.api;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a newer sender put into a message and this reader does not know. A record with a component of this type, at most
 * one, keeps it and sends it on; any other passes over it. It has no field number and no part in what describes the
 * record to others. Only Protobuf has such fields: other codecs send nothing of it and read {@link #NONE}.
 *
 * <pre>{@code
 * record User(long id, String name, UnknownFields unknown) {}
 * }</pre>
 *
 * <p>Kept are the fields of this very record; a record inside it keeps its own if it asks for them. Immutable, with
 * equality by content.
 */
public final class UnknownFields {
  /** Nothing. */
  public static final UnknownFields NONE = new UnknownFields(new byte[0]);

  private final byte[] bytes;

  private UnknownFields(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * For codecs.
   *
   * @param bytes whole fields as they were received, with their tags; copied
   */
  public static UnknownFields of(byte[] bytes) {
    requireNonNull(bytes, "bytes");
    return bytes.length == 0 ? NONE : new UnknownFields(bytes.clone());
  }

  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /** In bytes. */
  public int size() {
    return bytes.length;
  }

  /** For codecs: puts all bytes into an array, which has room for them. */
  public void copyTo(byte[] target, int start) {
    System.arraycopy(bytes, 0, target, start, bytes.length);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof UnknownFields fields && Arrays.equals(bytes, fields.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Their size alone: nobody here knows whether they are secret. */
  @Override
  public String toString() {
    return "UnknownFields[" + bytes.length + " bytes]";
  }
}
