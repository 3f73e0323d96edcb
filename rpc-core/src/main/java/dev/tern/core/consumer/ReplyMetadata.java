package dev.tern.core.consumer;

import dev.tern.api.spi.Headers;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What came with a reply, by name: with its beginning and, once that is known, with its end, which then counts. */
final class ReplyMetadata implements Function<String, @Nullable String> {
  private final Headers headers;
  private volatile Headers trailers;

  ReplyMetadata(Headers headers, Headers trailers) {
    this.headers = headers;
    this.trailers = trailers;
  }

  /** The end has come. */
  void end(Headers with) {
    trailers = with;
  }

  @Override
  public @Nullable String apply(String name) {
    String last = trailers.get(name);
    return last != null ? last : headers.get(name);
  }
}
