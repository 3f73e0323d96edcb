package dev.tern.tck;

import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.MessageCodec;
import dev.tern.api.spi.MethodCodec;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.api.spi.WriteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One text as its bytes: enough for tests of parts that keep messages without looking inside. */
final class TextCodec {
  /** Of methods with one text each way. */
  static final MethodCodec METHOD = new MethodCodec(new Arguments(), new Text(), Map.of());

  private TextCodec() {}

  private static final class Text implements MessageCodec<@Nullable Object> {
    @Override
    public void write(@Nullable Object value, WriteBuffer out) {
      byte[] bytes = String.valueOf(value).getBytes(StandardCharsets.UTF_8);
      out.reserveBack(bytes.length);
      System.arraycopy(bytes, 0, out.array(), out.end(), bytes.length);
      out.end(out.end() + bytes.length);
    }

    @Override
    public Object read(ReadBuffer in) throws DecodeException {
      String text = new String(in.array(), in.position(), in.remaining(), StandardCharsets.UTF_8);
      if (text.startsWith("unreadable")) {
        throw new DecodeException("it says so");
      }
      return text;
    }
  }

  private static final class Arguments implements MessageCodec<List<@Nullable Object>> {
    private final Text text = new Text();

    @Override
    public void write(List<@Nullable Object> value, WriteBuffer out) {
      text.write(value.get(0), out);
    }

    @Override
    public List<@Nullable Object> read(ReadBuffer in) throws DecodeException {
      return List.of(text.read(in));
    }
  }
}
