package dev.tern.codec.json;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.tern.api.contract.MessageType;
import dev.tern.api.spi.DecodeException;
import dev.tern.codec.json.PartsReader.Typed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A type that others stand for: an object whose member {@code @type} names one of a closed list. The name is that of
 * the class without package where no other on the list has the same, else the whole one; a reader takes both. It is a
 * key into the list and nothing more.
 */
final class SubtypeCodec extends ValueCodec {
  private static final SerializedString TYPE = new SerializedString(LateTypes.NAME);
  private static final byte[] QUOTED_TYPE = JsonWriter.quotedName(LateTypes.NAME);

  private final String declared;
  private final String allowed;
  private final Map<Class<?>, Subtype> byClass = new HashMap<>();
  private final Map<String, MessageMapping> byName = new HashMap<>();

  private record Subtype(byte[] quotedName, MessageMapping mapping) {}

  /**
   * @param declared for error texts
   * @param subtypes what may stand for it, at least one
   */
  SubtypeCodec(String declared, Map<MessageType, MessageMapping> subtypes) {
    this.declared = declared;
    Map<String, Long> simple = subtypes.keySet().stream()
        .collect(Collectors.groupingBy(type -> type.raw().getSimpleName(), Collectors.counting()));
    List<String> names = new ArrayList<>();
    subtypes.forEach((type, mapping) -> {
      boolean unique = simple.get(type.raw().getSimpleName()) == 1;
      String name = unique ? type.raw().getSimpleName() : type.wireName();
      byClass.put(type.raw(), new Subtype(JsonWriter.quoted(name), mapping));
      byName.put(type.wireName(), mapping);
      names.add(name);
    });
    subtypes.forEach((type, mapping) -> {
      if (simple.get(type.raw().getSimpleName()) == 1) {
        byName.put(type.raw().getSimpleName(), mapping);
      }
    });
    this.allowed = String.join(", ", names);
  }

  @Override
  void write(JsonWriter out, Object value) {
    Subtype subtype = byClass.get(value.getClass());
    if (subtype == null) {
      throw new Refusal("a " + value.getClass().getSimpleName() + " where " + declared + " is declared",
          "Send one of " + allowed + ", or add it to the permits clause or @Subtypes.");
    }
    out.descend();
    out.beginObject();
    out.name(QUOTED_TYPE);
    out.raw(subtype.quotedName);
    subtype.mapping.writeMembers(out, value);
    out.endObject();
    out.ascend();
  }

  @Override
  Object read(JsonReader in) throws IOException, DecodeException {
    in.expect(JsonToken.START_OBJECT, "an object");
    in.descend();
    Typed typed;
    String name;
    if (in.nextIs(TYPE)) {
      typed = Typed.FIRST;
      name = in.next() == JsonToken.VALUE_STRING ? in.text() : null;
    } else {
      typed = Typed.LATER;
      name = in.token() == JsonToken.FIELD_NAME ? in.lateType() : null;
    }
    Object value = subtype(name).readMembers(in, typed);
    in.ascend();
    return value;
  }

  private MessageMapping subtype(@Nullable String name) throws DecodeException {
    MessageMapping mapping = name == null ? null : byName.get(name);
    if (mapping == null) {
      throw new DecodeException(declared + ": " + (name == null ? "no member \"" : "unknown name in \"")
          + LateTypes.NAME + "\" (one of " + allowed + ")");
    }
    return mapping;
  }

  @Override
  int weight() {
    return 0; // counted when it is read
  }
}
