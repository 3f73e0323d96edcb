package dev.tern.api.spi;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages as plain trees, without a contract: their members by name, in the order of the sender. A value is null, a
 * {@code String}, a {@code Boolean}, a number, a {@code List} or a {@code Map} of these; no other class is ever made.
 *
 * <p>Written are all numbers of the JDK and all collections; read are {@code Long}, {@code BigInteger} for whole
 * numbers beyond it, and {@code BigDecimal}, exact to the last digit, in {@code ArrayList} and {@code LinkedHashMap}.
 */
public interface UntypedCodec extends MessageCodec<Map<String, @Nullable Object>> {
  /**
   * Reads a message as a person writes it.
   *
   * @throws DecodeException naming the place, never the text
   */
  Map<String, @Nullable Object> parse(String text) throws DecodeException;

  /**
   * A message, or a part of one, as {@link #parse} reads it.
   *
   * @throws dev.tern.api.RpcException as {@link #write}
   */
  String print(@Nullable Object value);
}
