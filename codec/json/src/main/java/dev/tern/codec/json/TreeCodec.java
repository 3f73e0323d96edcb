package dev.tern.codec.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.api.spi.UntypedCodec;
import dev.tern.api.spi.WriteBuffer;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON without a contract, under the same limits as all other messages. */
final class TreeCodec implements UntypedCodec {
  private static final int FIRST_BYTES = 256;
  private static final int MOST_BYTES = Integer.MAX_VALUE - 64;

  private final Parsers parsers;

  TreeCodec(Parsers parsers) {
    this.parsers = parsers;
  }

  @Override
  public void write(Map<String, @Nullable Object> value, WriteBuffer out) {
    put(value, out);
  }

  private static void put(@Nullable Object value, WriteBuffer out) {
    JsonWriter writer = new JsonWriter(out);
    try {
      TreeWriter.write(writer, value);
    } catch (Refusal e) {
      throw RpcException.notExecuted(Code.INVALID_ARGUMENT,
          (e.place() == null ? "" : e.place() + ": ") + e.what() + "\n  " + e.remedy());
    }
    writer.finish();
  }

  @Override
  public Map<String, @Nullable Object> read(ReadBuffer in) throws DecodeException {
    try (JsonReader reader = parsers.open(in)) {
      Map<String, @Nullable Object> value;
      try {
        reader.begin("an object");
        value = TreeReader.object(reader);
        reader.end();
      } catch (IOException e) {
        throw reader.refused(e);
      }
      in.position(in.limit());
      return value;
    } catch (IOException e) {
      throw new IllegalStateException("a parser over an array has nothing to close", e);
    }
  }

  @Override
  public Map<String, @Nullable Object> parse(String text) throws DecodeException {
    if (!UTF_8.newEncoder().canEncode(text)) {
      throw new DecodeException("half a surrogate pair");
    }
    return read(new ReadBuffer(text.getBytes(UTF_8)));
  }

  @Override
  public String print(@Nullable Object value) {
    WriteBuffer buffer = new WriteBuffer(FIRST_BYTES, MOST_BYTES);
    put(value, buffer);
    return new String(buffer.array(), 0, buffer.end(), UTF_8);
  }
}
