package dev.tern.core.consumer;

import static java.util.Objects.requireNonNullElse;

import dev.tern.api.Code;
import dev.tern.api.Endpoint;
import dev.tern.api.RpcException;
import dev.tern.api.UntypedErrorException;
import dev.tern.api.spi.Call;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.api.spi.UntypedCodec;
import dev.tern.core.call.DeclaredError;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Declared exceptions for a caller that has none of their classes.
 *
 * @param subtype of the codec
 */
record UntypedErrors(UntypedCodec codec, String subtype) implements DeclaredErrors {
  @Override
  public @Nullable Throwable read(Call.Closed answer, Endpoint endpoint, Duration elapsed) {
    DeclaredError error = DeclaredError.fromHeader(answer.trailers().get(DeclaredError.HEADER));
    if (error == null || !error.codec().equals(subtype)) {
      return null;
    }
    Code code = requireNonNullElse(answer.code(), Code.UNKNOWN);
    try {
      return new UntypedErrorException(code, answer.message(), error.name(), codec.read(new ReadBuffer(error.bytes())),
          RpcException.answered(code, answer.message(), endpoint, elapsed,
              AttemptCall.attachments(answer.trailers())).attempts());
    } catch (DecodeException e) {
      return null; // arrives with its code and text, as any other failure
    }
  }
}
