package dev.tern.core.provider;

import dev.tern.api.Attachments;
import dev.tern.api.Retries;
import dev.tern.api.RpcContext;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.Pushback;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is attached to a reply, as headers and trailers of a success or among the trailers of a failure. */
final class ReplyHeaders {
  /**
   * Beside the text of a failure, which takes up to 2 KiB, and what gRPC adds itself: a peer takes 8 KiB of trailers in
   * all, and ends the connection with every call on it if they are longer.
   */
  private static final int MOST_TRAILER_BYTES = 5632;

  private static final Logger LOG = LoggerFactory.getLogger(ReplyHeaders.class);

  private ReplyHeaders() {}

  /** Of one part of a success. */
  static Headers of(Attachments attached) {
    return attached.isEmpty() ? Headers.empty() : Headers.of(values(attached, Attachments.empty()));
  }

  /**
   * Of a failure: what it says of itself comes first, and attachments that have no room beside it stay here.
   *
   * @param atStart empty if they have gone already, with headers
   */
  static Headers trailers(MethodContract method, Headers own, Attachments atStart, Attachments atEnd) {
    if (atStart.isEmpty() && atEnd.isEmpty()) {
      return own;
    }
    int[] bytes = {atStart.bytes() + atEnd.bytes()};
    own.forEach((name, value) -> bytes[0] += name.length() + value.length() + 32);
    if (bytes[0] > MOST_TRAILER_BYTES) {
      LOG.warn("{}: its failure is sent without {} and, of its end, {}: {} bytes of trailers (expected: at most {})."
          + " Attach less to a reply that may become a failure.", method.fullName(), atStart, atEnd, bytes[0],
          MOST_TRAILER_BYTES);
      return own;
    }
    Map<String, String> all = values(atStart, atEnd);
    own.forEach(all::put);
    return Headers.of(all);
  }

  /** What a failure says of itself, and whether anybody above should try again, who cannot know what was tried below. */
  static Headers withRetriesOf(@Nullable RpcContext served, Headers own) {
    if (served == null || own.get(Headers.RETRY_PUSHBACK) != null || !Retries.areSpent(served)) {
      return own;
    }
    Map<String, String> all = new LinkedHashMap<>();
    own.forEach(all::put);
    all.put(Headers.RETRY_PUSHBACK, Long.toString(Pushback.NEVER.millis()));
    return Headers.of(all);
  }

  private static Map<String, String> values(Attachments first, Attachments second) {
    Map<String, String> values = new LinkedHashMap<>();
    first.forEach(values::put);
    second.forEach(values::put);
    return values;
  }
}
