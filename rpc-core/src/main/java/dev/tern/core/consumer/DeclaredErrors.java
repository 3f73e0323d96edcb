package dev.tern.core.consumer;

import dev.tern.api.Endpoint;
import dev.tern.api.spi.Call;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.MessageCodec;
import dev.tern.api.spi.MethodCodec;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.core.call.DeclaredError;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes failures of what providers say by name and fields. */
interface DeclaredErrors {
  /** The failure that an answer carries in its trailers, or null if they carry none that can be read here. */
  @Nullable Throwable read(Call.Closed answer, Endpoint endpoint, Duration elapsed);

  /**
   * The exceptions that one method declares, as themselves. A name that it does not declare means nothing here: such a
   * failure arrives as any other.
   *
   * @param subtype of the codec
   */
  record Typed(MethodCodec codec, String subtype) implements DeclaredErrors {
    private static final Logger LOG = LoggerFactory.getLogger(DeclaredErrors.class);

    @Override
    public @Nullable Throwable read(Call.Closed answer, Endpoint endpoint, Duration elapsed) {
      if (codec.errors().isEmpty()) {
        return null;
      }
      DeclaredError error = DeclaredError.fromHeader(answer.trailers().get(DeclaredError.HEADER));
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
}
