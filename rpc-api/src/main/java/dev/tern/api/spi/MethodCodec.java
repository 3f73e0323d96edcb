package dev.tern.api.spi;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writers and readers of one method, prepared.
 *
 * @param arguments of one request message: all arguments in order; of a streamed request one element, alone in its
 *     list
 * @param reply of one reply message: null for void methods and nullable replies
 * @param errors declared exceptions by {@link dev.tern.api.contract.MessageType#wireName}
 */
public record MethodCodec(MessageCodec<List<@Nullable Object>> arguments, MessageCodec<@Nullable Object> reply,
    Map<String, MessageCodec<Throwable>> errors) {
  public MethodCodec {
    errors = Map.copyOf(errors);
  }
}
