package dev.tern.core.registry;

import static dev.tern.core.registry.ServiceInstance.MAX_RECORD_BYTES;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.FormattingStyle;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import com.google.gson.stream.MalformedJsonException;
import dev.tern.api.Endpoint;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@link ServiceInstance} to JSON and back. Reading is strict, because anyone who can write to the registry can write
 * anything: only unknown fields are passed over, so that an older consumer understands a newer provider.
 */
final class ServiceInstanceJson {
  private static final int MAX_DEPTH = 16;

  private @Nullable String id;
  private @Nullable String service;
  private @Nullable String group;
  private @Nullable String version;
  private @Nullable String host;
  private int port = -1;
  private int weight = ServiceInstance.DEFAULT_WEIGHT;
  private long startedAtMillis;
  private String zone = "";
  private List<String> codecs = List.of();
  private Map<String, String> metadata = Map.of();

  private ServiceInstanceJson() {}

  static byte[] write(ServiceInstance instance) {
    StringWriter text = new StringWriter(256);
    try (JsonWriter json = new JsonWriter(text)) {
      json.setFormattingStyle(FormattingStyle.COMPACT);
      json.setSerializeNulls(false);
      json.beginObject();
      json.name("id").value(instance.id());
      json.name("service").value(instance.service());
      json.name("group").value(instance.group());
      json.name("version").value(instance.version());
      json.name("host").value(instance.endpoint().host());
      json.name("port").value(instance.endpoint().port());
      json.name("weight").value(instance.weight());
      json.name("startedAtMillis").value(instance.startedAtMillis());
      json.name("zone").value(instance.zone());
      json.name("codecs").beginArray();
      for (String codec : instance.codecs()) {
        json.value(codec);
      }
      json.endArray();
      json.name("metadata").beginObject();
      for (Map.Entry<String, String> entry : instance.metadata().entrySet()) {
        json.name(entry.getKey()).value(entry.getValue());
      }
      json.endObject();
      json.endObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter has nothing to fail with
    }
    byte[] record = text.toString().getBytes(UTF_8);
    if (record.length > MAX_RECORD_BYTES) {
      throw new IllegalArgumentException("record of " + instance.service() + " is " + record.length
          + " bytes long (expected: at most " + MAX_RECORD_BYTES + "; shorten its metadata)");
    }
    return record;
  }

  static ServiceInstance read(byte[] record) {
    if (record.length > MAX_RECORD_BYTES) {
      throw new IllegalArgumentException("longer than " + MAX_RECORD_BYTES + " bytes");
    }
    try (JsonReader json = new JsonReader(new StringReader(decode(record)))) {
      json.setStrictness(Strictness.STRICT);
      json.setNestingLimit(MAX_DEPTH);
      ServiceInstanceJson fields = new ServiceInstanceJson();
      fields.readObject(json);
      if (json.peek() != JsonToken.END_DOCUMENT) {
        throw new IllegalArgumentException("not JSON");
      }
      return fields.toInstance();
    } catch (MalformedJsonException | java.io.EOFException e) {
      throw new IllegalArgumentException(
          e.getMessage() != null && e.getMessage().startsWith("Nesting limit") ? "nested too deeply" : "not JSON", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("not JSON", e);
    }
  }

  private static String decode(byte[] record) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(record)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("not UTF-8", e);
    }
  }

  private void readObject(JsonReader json) throws IOException {
    if (json.peek() != JsonToken.BEGIN_OBJECT) {
      throw new IllegalArgumentException("not a JSON object");
    }
    Set<String> seen = new HashSet<>();
    json.beginObject();
    while (json.hasNext()) {
      String name = json.nextName();
      if (!seen.add(name)) {
        throw new IllegalArgumentException("a field is given twice");
      }
      readField(json, name);
    }
    json.endObject();
  }

  private void readField(JsonReader json, String name) throws IOException {
    switch (name) {
      case "id" -> id = string(json, name);
      case "service" -> service = string(json, name);
      case "group" -> group = string(json, name);
      case "version" -> version = string(json, name);
      case "host" -> host = string(json, name);
      case "port" -> port = (int) number(json, name, 1, 65_535);
      case "weight" -> weight = (int) number(json, name, 0, 10_000);
      case "startedAtMillis" -> startedAtMillis = number(json, name, 0, Long.MAX_VALUE);
      case "zone" -> zone = string(json, name);
      case "codecs" -> codecs = strings(json, name);
      case "metadata" -> metadata = stringMap(json, name);
      default -> json.skipValue();
    }
  }

  private static String string(JsonReader json, String name) throws IOException {
    expect(json, JsonToken.STRING, name, "a string");
    return json.nextString();
  }

  private static long number(JsonReader json, String name, long least, long most) throws IOException {
    expect(json, JsonToken.NUMBER, name, "a number");
    long value;
    try {
      value = json.nextLong();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " is not a whole number", e);
    }
    if (value < least || value > most) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + " to " + most + ")");
    }
    return value;
  }

  private static List<String> strings(JsonReader json, String name) throws IOException {
    expect(json, JsonToken.BEGIN_ARRAY, name, "an array of strings");
    List<String> values = new ArrayList<>();
    json.beginArray();
    while (json.hasNext()) {
      values.add(string(json, name));
    }
    json.endArray();
    return values;
  }

  private static Map<String, String> stringMap(JsonReader json, String name) throws IOException {
    expect(json, JsonToken.BEGIN_OBJECT, name, "an object of strings");
    Map<String, String> values = new LinkedHashMap<>();
    json.beginObject();
    while (json.hasNext()) {
      if (values.put(json.nextName(), string(json, name)) != null) {
        throw new IllegalArgumentException(name + " has a key twice");
      }
    }
    json.endObject();
    return values;
  }

  private static void expect(JsonReader json, JsonToken token, String name, String expected) throws IOException {
    if (json.peek() != token) {
      throw new IllegalArgumentException(name + " is not " + expected);
    }
  }

  private ServiceInstance toInstance() {
    return new ServiceInstance(required(id, "id"), required(service, "service"), group, version, endpoint(), weight,
        startedAtMillis, zone, codecs, metadata);
  }

  private Endpoint endpoint() {
    String where = required(host, "host");
    if (port < 0) {
      throw new IllegalArgumentException("port is missing");
    }
    try {
      return new Endpoint(where, port);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("host is neither a host name nor an IP address", e);
    }
  }

  private static String required(@Nullable String value, String name) {
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }
}
