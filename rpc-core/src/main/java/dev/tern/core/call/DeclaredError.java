package dev.tern.core.call;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tern.api.Code;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A declared exception as it travels: {@code tern.v1.DeclaredError} in the details of a {@code google.rpc.Status}, where
 * every gRPC client looks for such things. Both messages are small and fixed, so that core reads and writes them without
 * a Protobuf library.
 *
 * @param name {@link dev.tern.api.contract.MessageType#wireName} of the exception
 * @param codec content-subtype of what follows
 * @param bytes its fields
 */
public record DeclaredError(String name, String codec, byte[] bytes) {
  /** The trailer that carries it, in Base64 as every header whose name ends so. */
  public static final String HEADER = "grpc-status-details-bin";

  /** Longest Status that is sent: beside it and the text, an HTTP/2 peer takes 8 KiB of headers in all. */
  public static final int MAX_STATUS_BYTES = 4 << 10;

  private static final String TYPE_URL = "type.googleapis.com/tern.v1.DeclaredError";
  private static final int STATUS_CODE = 1;
  private static final int STATUS_MESSAGE = 2;
  private static final int STATUS_DETAILS = 3;
  private static final int ANY_TYPE_URL = 1;
  private static final int ANY_VALUE = 2;
  private static final int NAME = 1;
  private static final int CODEC = 2;
  private static final int BYTES = 3;

  public DeclaredError {
    requireNonNull(name, "name");
    requireNonNull(codec, "codec");
    requireNonNull(bytes, "bytes");
  }

  /**
   * The value of the {@link #HEADER}.
   *
   * @return null if it would be longer than a peer takes
   */
  public @Nullable String toHeader(Code code, String message) {
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    put(error, NAME, name.getBytes(UTF_8));
    put(error, CODEC, codec.getBytes(UTF_8));
    put(error, BYTES, bytes);
    ByteArrayOutputStream any = new ByteArrayOutputStream();
    put(any, ANY_TYPE_URL, TYPE_URL.getBytes(UTF_8));
    put(any, ANY_VALUE, error.toByteArray());
    ByteArrayOutputStream status = new ByteArrayOutputStream();
    status.write(STATUS_CODE << 3);
    putVarint(status, code.number());
    put(status, STATUS_MESSAGE, message.getBytes(UTF_8));
    put(status, STATUS_DETAILS, any.toByteArray());
    return status.size() > MAX_STATUS_BYTES ? null
        : Base64.getEncoder().withoutPadding().encodeToString(status.toByteArray());
  }

  private static void put(ByteArrayOutputStream target, int field, byte[] content) {
    target.write(field << 3 | 2);
    putVarint(target, content.length);
    target.writeBytes(content);
  }

  private static void putVarint(ByteArrayOutputStream target, int value) {
    int left = value;
    while (left >= 0x80) {
      target.write(left & 0x7f | 0x80);
      left >>>= 7;
    }
    target.write(left);
  }

  /**
   * Reads what another provider put into the {@link #HEADER}.
   *
   * @param header null: none came
   * @return null if there is none, or it carries something else, or is no Status at all
   */
  public static @Nullable DeclaredError fromHeader(@Nullable String header) {
    if (header == null || header.length() > 2 * MAX_STATUS_BYTES) {
      return null;
    }
    try {
      return ofStatus(ByteBuffer.wrap(Base64.getDecoder().decode(header)));
    } catch (IllegalArgumentException | BufferUnderflowException e) { // not ours, or not whole
      return null;
    }
  }

  private static @Nullable DeclaredError ofStatus(ByteBuffer status) {
    while (status.hasRemaining()) {
      int tag = varint(status);
      if (tag == (STATUS_DETAILS << 3 | 2)) {
        DeclaredError found = ofAny(delimited(status));
        if (found != null) {
          return found;
        }
      } else {
        skip(status, tag);
      }
    }
    return null;
  }

  private static @Nullable DeclaredError ofAny(ByteBuffer any) {
    String type = "";
    ByteBuffer value = ByteBuffer.allocate(0);
    while (any.hasRemaining()) {
      int tag = varint(any);
      switch (tag) {
        case ANY_TYPE_URL << 3 | 2 -> type = UTF_8.decode(delimited(any)).toString();
        case ANY_VALUE << 3 | 2 -> value = delimited(any);
        default -> skip(any, tag);
      }
    }
    return type.equals(TYPE_URL) ? ofError(value) : null;
  }

  private static DeclaredError ofError(ByteBuffer error) {
    String name = "";
    String codec = "";
    byte[] bytes = new byte[0];
    while (error.hasRemaining()) {
      int tag = varint(error);
      switch (tag) {
        case NAME << 3 | 2 -> name = UTF_8.decode(delimited(error)).toString();
        case CODEC << 3 | 2 -> codec = UTF_8.decode(delimited(error)).toString();
        case BYTES << 3 | 2 -> {
          ByteBuffer content = delimited(error);
          bytes = new byte[content.remaining()];
          content.get(bytes);
        }
        default -> skip(error, tag);
      }
    }
    return new DeclaredError(name, codec, bytes);
  }

  private static int varint(ByteBuffer source) {
    int value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      byte next = source.get();
      value |= (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("number too long");
  }

  private static ByteBuffer delimited(ByteBuffer source) {
    int length = varint(source);
    if (length < 0 || length > source.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer content = source.slice(source.position(), length);
    source.position(source.position() + length);
    return content;
  }

  private static void skip(ByteBuffer source, int tag) {
    switch (tag & 7) {
      case 0 -> {
        while (source.get() < 0) { // the last byte of a number is not negative
        }
      }
      case 1 -> source.getLong();
      case 2 -> delimited(source);
      case 5 -> source.getInt();
      default -> throw new IllegalArgumentException("group");
    }
  }
}
