package dev.tern.codec.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.tern.api.codec.MemberAccess;
import dev.tern.api.contract.Member;
import dev.tern.api.contract.MessageType;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.TypeSet;
import java.lang.reflect.Array;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Holds what protobuf-java reads by our description against the Java values, field by field under its Java name. Knows
 * neither models nor numbers: it compares what people read in the two sources.
 */
final class DescribedValues {
  private final TypeSet types;

  DescribedValues(MethodContract method) {
    this.types = method.types();
  }

  /** A message and the record, bean, exception or case that it is said to be. */
  void same(Message message, Object value) throws Throwable {
    if (message.getDescriptorForType().getRealOneofs().size() == 1) {
      assertThat(message.getAllFields()).hasSize(1);
      FieldDescriptor kind = message.getAllFields().keySet().iterator().next();
      assertThat(kind.getJsonName()).isEqualToIgnoringCase(value.getClass().getSimpleName());
      fields((Message) message.getField(kind), value);
    } else {
      fields(message, value);
    }
  }

  private void fields(Message message, Object value) throws Throwable {
    MessageType type = types.messages().stream().filter(known -> known.raw() == value.getClass()).findFirst()
        .orElseGet(() -> types.error(value.getClass()).orElseThrow());
    for (Member member : type.members()) {
      Object its = MemberAccess.getter(type, type.members().indexOf(member)).invoke(value);
      field(message, member.name(), its);
    }
    assertThat(message.getDescriptorForType().getFields()).hasSameSizeAs(type.members());
  }

  /** The field that JSON calls by the Java name. */
  void field(Message message, String name, Object value) throws Throwable {
    FieldDescriptor field = message.getDescriptorForType().getFields().stream()
        .filter(one -> one.getJsonName().equals(name)).findFirst().orElseThrow();
    Object present = field.isRepeated() || !field.hasPresence() || message.hasField(field)
        ? message.getField(field) : null;
    Object plain = plain(value);
    if (plain == null || present == null) {
      assertThat(present).as(name).isEqualTo(plain);
    } else {
      value(field, present, plain);
    }
  }

  private void value(FieldDescriptor field, Object actual, Object expected) throws Throwable {
    if (field.isMapField()) {
      Map<String, Object> byKey = new LinkedHashMap<>();
      for (Object entry : (Collection<?>) actual) {
        FieldDescriptor key = field.getMessageType().findFieldByName("key");
        byKey.put(String.valueOf(((Message) entry).getField(key)), entry);
      }
      Map<?, ?> map = (Map<?, ?>) expected;
      assertThat(byKey).hasSameSizeAs(map);
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        FieldDescriptor value = field.getMessageType().findFieldByName("value");
        one(((Message) byKey.get(String.valueOf(entry.getKey()))).getField(value), entry.getValue());
      }
    } else if (field.isRepeated()) {
      List<?> all = (List<?>) actual;
      List<?> elements = new ArrayList<>((Collection<?>) expected);
      assertThat(all).hasSameSizeAs(elements);
      for (int i = 0; i < all.size(); i++) {
        one(all.get(i), elements.get(i));
      }
    } else {
      one(actual, expected);
    }
  }

  private void one(Object actual, Object expected) throws Throwable {
    Object plain = plain(expected);
    if (actual instanceof Message message) {
      if (plain instanceof Instant time) {
        seconds(message, time.getEpochSecond(), time.getNano());
      } else if (plain instanceof Duration length) {
        assertThat(Duration.ofSeconds((long) part(message, "seconds"), (int) part(message, "nanos"))).isEqualTo(length);
      } else if (plain instanceof Collection<?>) {
        field(message, "values", plain);
      } else if (plain instanceof Map<?, ?>) {
        field(message, "entries", plain);
      } else {
        same(message, plain);
      }
    } else if (actual instanceof EnumValueDescriptor value) {
      assertThat(value.getName()).endsWith("_" + plain);
    } else if (actual instanceof ByteString bytes) {
      assertThat(bytes.toByteArray()).isEqualTo(plain);
    } else if (actual instanceof String) {
      assertThat(actual).isEqualTo(plain.toString());
    } else if (plain instanceof Character letter) {
      assertThat(actual).isEqualTo((int) letter);
    } else if (plain instanceof Byte || plain instanceof Short) {
      assertThat(actual).isEqualTo(((Number) plain).intValue());
    } else {
      assertThat(actual).isEqualTo(plain);
    }
  }

  private static void seconds(Message message, long seconds, int nanos) {
    assertThat(List.of(part(message, "seconds"), part(message, "nanos"))).isEqualTo(List.of(seconds, nanos));
  }

  private static Object part(Message message, String name) {
    return message.getField(message.getDescriptorForType().findFieldByName(name));
  }

  /** Optional as what is in it, arrays as lists. */
  private static Object plain(Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.orElse(null);
    }
    if (value instanceof OptionalInt optional) {
      return optional.isPresent() ? optional.getAsInt() : null;
    }
    if (value instanceof OptionalLong optional) {
      return optional.isPresent() ? optional.getAsLong() : null;
    }
    if (value instanceof OptionalDouble optional) {
      return optional.isPresent() ? optional.getAsDouble() : null;
    }
    if (value != null && value.getClass().isArray() && !(value instanceof byte[])) {
      List<Object> list = new ArrayList<>();
      for (int i = 0; i < Array.getLength(value); i++) {
        list.add(Array.get(value, i));
      }
      return list;
    }
    return value;
  }
}
