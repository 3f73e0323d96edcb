package dev.tern.codec.hessian;

import dev.tern.api.spi.DecodeException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A map. Its keys are scalars or enums; what was read keeps the order of the sender. */
final class MapType extends ValueType {
  private static final int WEIGHT = 64;
  private static final int ENTRY_WEIGHT = 64;
  private static final int TABLE_WEIGHT = 80;

  private final ValueType key;
  private final ValueType value;

  MapType(ValueType key, ValueType value) {
    this.key = key;
    this.value = value;
  }

  @Override
  boolean isNumbered() {
    return true;
  }

  @Override
  void put(HessianWriter out, @Nullable Object map) {
    write(out, map == null ? Map.of() : map);
  }

  @Override
  void write(HessianWriter out, Object object) {
    Map<?, ?> map = (Map<?, ?>) object;
    int levels = ListType.levels(value);
    int index = out.begin(this, map.isEmpty() ? null : map, levels);
    if (index < 0) {
      return;
    }
    out.map();
    int count = 0;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Object entryKey = entry.getKey();
      Object entryValue = entry.getValue();
      if (entryKey == null || entryValue == null) {
        throw new Refusal("null " + (entryKey == null ? "key" : "value"),
            "Leave the entry out: nulls do not travel in maps.");
      }
      key.write(out, entryKey);
      value.write(out, entryValue);
      count++;
    }
    out.elements(count);
    out.endMap();
    out.end(index, map, levels);
  }

  @Override
  Object read(HessianReader in, int tag) throws DecodeException {
    if (!Tags.isMap(tag)) {
      throw in.unexpected(tag, "a map");
    }
    TypeNames.checkMap(in, tag);
    int levels = ListType.levels(value);
    int index = in.begin(this, null, levels, WEIGHT);
    Map<Object, Object> map = new LinkedHashMap<>();
    while (!in.ends()) {
      in.node(map.isEmpty() ? ENTRY_WEIGHT + TABLE_WEIGHT : ENTRY_WEIGHT);
      Object entryKey = ListType.element(in, key, "key");
      if (map.put(entryKey, ListType.element(in, value, "value")) != null) {
        throw new DecodeException("key that stands twice");
      }
    }
    in.elements(map.size());
    in.end(index, map, levels);
    return map;
  }

  @Override
  Object absent(HessianReader in) throws DecodeException {
    in.weigh(WEIGHT);
    return new LinkedHashMap<>();
  }

  @Override
  @Nullable Object adopt(HessianReader in, Object object) throws DecodeException {
    return ListType.isEmpty(object) ? absent(in) : null;
  }
}
