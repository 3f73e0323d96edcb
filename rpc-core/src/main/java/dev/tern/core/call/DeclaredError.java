package dev.tern.core.call;

import static java.util.Objects.requireNonNull;

import dev.tern.api.Code;
import dev.tern.core.wire.MalformedMessageException;
import dev.tern.core.wire.WireReader;
import dev.tern.core.wire.WireWriter;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A declared exception as it travels: {@code tern.v1.DeclaredError} in the details of a {@code google.rpc.Status},
 * where every gRPC client looks for such things. Both messages are small and fixed, so that core reads and writes them
 * without a Protobuf library.
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
    WireWriter error = new WireWriter().text(NAME, name).text(CODEC, codec).bytes(BYTES, bytes);
    WireWriter any = new WireWriter().text(ANY_TYPE_URL, TYPE_URL).message(ANY_VALUE, error);
    WireWriter status = new WireWriter().number(STATUS_CODE, code.number()).text(STATUS_MESSAGE, message)
        .message(STATUS_DETAILS, any);
    return status.size() > MAX_STATUS_BYTES ? null
        : Base64.getEncoder().withoutPadding().encodeToString(status.toByteArray());
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
      return ofStatus(new WireReader(Base64.getDecoder().decode(header)));
    } catch (IllegalArgumentException | MalformedMessageException e) { // not ours, or not whole
      return null;
    }
  }

  private static @Nullable DeclaredError ofStatus(WireReader status) {
    while (status.next()) {
      if (status.isBytes(STATUS_DETAILS)) {
        DeclaredError found = ofAny(status.message());
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private static @Nullable DeclaredError ofAny(WireReader any) {
    String type = "";
    WireReader value = new WireReader(new byte[0]);
    while (any.next()) {
      if (any.isBytes(ANY_TYPE_URL)) {
        type = any.text();
      } else if (any.isBytes(ANY_VALUE)) {
        value = any.message();
      }
    }
    return type.equals(TYPE_URL) ? ofError(value) : null;
  }

  private static DeclaredError ofError(WireReader error) {
    String name = "";
    String codec = "";
    byte[] bytes = new byte[0];
    while (error.next()) {
      if (error.isBytes(NAME)) {
        name = error.text();
      } else if (error.isBytes(CODEC)) {
        codec = error.text();
      } else if (error.isBytes(BYTES)) {
        bytes = error.bytes();
      }
    }
    return new DeclaredError(name, codec, bytes);
  }
}
