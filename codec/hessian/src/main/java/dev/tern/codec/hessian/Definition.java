package dev.tern.codec.hessian;

import dev.tern.api.spi.WriteBuffer;
import java.util.List;

/**
 * The name of a class and of its fields, as they stand once before the first object of it. A name, and nothing that
 * could load a class.
 *
 * @param bytes what follows the tag of a definition that is written; empty for one that was read
 */
record Definition(String name, List<String> fields, byte[] bytes) {
  /** In one message. */
  static final int MAX_DEFINITIONS = 256;

  /** In one definition. */
  static final int MAX_FIELDS = 512;

  static Definition of(String name, List<String> fields) {
    WriteBuffer bytes = new WriteBuffer(256, 1 << 20);
    HessianWriter out = new HessianWriter(bytes);
    out.text(name);
    out.int32(fields.size());
    fields.forEach(out::text);
    out.finish();
    return new Definition(name, List.copyOf(fields), bytes.toByteArray());
  }
}
