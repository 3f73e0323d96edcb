package dev.tern.codec.json;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the object around arguments or around a reply. */
final class PartsWriter {
  private final Part[] parts;
  private final byte[][] names;

  PartsWriter(List<Part> parts) {
    this.parts = parts.toArray(Part[]::new);
    this.names = parts.stream().map(part -> JsonWriter.quotedName(part.name())).toArray(byte[][]::new);
  }

  /** @param values one for each part */
  void write(JsonWriter out, List<@Nullable Object> values) {
    out.beginObject();
    for (int i = 0; i < parts.length; i++) {
      MemberWriters.put(names[i], parts[i], out, values.get(i));
    }
    out.endObject();
  }
}
