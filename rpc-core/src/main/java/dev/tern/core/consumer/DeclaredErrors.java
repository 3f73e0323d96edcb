package dev.tern.core.consumer;

import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.MessageCodec;
import dev.tern.api.spi.MethodCodec;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.core.call.DeclaredError;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the exceptions again that one method declares. A name that it does not declare means nothing here: such a
 * failure arrives as any other.
 *
 * @param subtype of the codec
 */
record DeclaredErrors(MethodCodec codec, String subtype) {
  private static final Logger LOG = LoggerFactory.getLogger(DeclaredErrors.class);

  /** The exception that these trailers carry, or null if they carry none that is declared here and can be read. */
  @Nullable Throwable read(Headers trailers) {
    if (codec.errors().isEmpty()) {
      return null;
    }
    DeclaredError error = DeclaredError.fromHeader(trailers.get(DeclaredError.HEADER));
    MessageCodec<Throwable> known = error == null ? null : codec.errors().get(error.name());
    if (known == null || !error.codec().equals(subtype)) {
      return null;
    }
    try {
      return known.read(new ReadBuffer(error.bytes()));
    } catch (DecodeException | RuntimeException | Error e) { // also what its constructor throws
      LOG.warn("A declared {} cannot be decoded; compare its class on both sides", error.name(), e);
      return null;
    }
  }
}
