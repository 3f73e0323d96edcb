package dev.tern.codec.json;

import com.fasterxml.jackson.core.JsonToken;
import dev.tern.api.spi.DecodeException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Maps: JSON objects, the keys as text, in the order of the sender. Null and left out mean empty. */
final class MapCodec extends ValueCodec {
  private static final int WEIGHT = 140;

  /** Of its node, its key and the key's text. */
  private static final int ENTRY_WEIGHT = 120;

  private final MapKey key;
  private final ValueCodec value;

  MapCodec(MapKey key, ValueCodec value) {
    this.key = key;
    this.value = value;
  }

  @Override
  Object present(@Nullable Object map) {
    return map == null ? Map.of() : map;
  }

  @Override
  void write(JsonWriter out, Object map) {
    out.descend();
    out.beginObject();
    for (Map.Entry<?, ?> entry : ((Map<?, ?>) map).entrySet()) {
      Object entryKey = entry.getKey();
      Object entryValue = entry.getValue();
      if (entryKey == null || entryValue == null) {
        throw Refusal.nullElement();
      }
      out.comma();
      key.write(out, entryKey);
      out.colon();
      value.write(out, entryValue);
    }
    out.endObject();
    out.ascend();
  }

  @Override
  Object read(JsonReader in) throws IOException, DecodeException {
    in.expect(JsonToken.START_OBJECT, "an object");
    in.descend();
    Map<Object, Object> map = new LinkedHashMap<>();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      in.node(ENTRY_WEIGHT);
      Object entryKey = key.read(name);
      in.next();
      if (map.put(entryKey, value.element(in)) != null) {
        throw new DecodeException("a key sent twice");
      }
    }
    in.ascend();
    return map;
  }

  @Override
  Object absent() {
    return new LinkedHashMap<>();
  }

  @Override
  int weight() {
    return WEIGHT;
  }
}
