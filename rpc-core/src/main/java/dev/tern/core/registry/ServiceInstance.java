package dev.tern.core.registry;

import static java.util.Objects.requireNonNull;

import dev.tern.api.Endpoint;
import dev.tern.api.ServiceId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One service of one provider process, as the registry carries it.
 *
 * @param id unique for every start of a provider and every service it offers: letters, digits and dashes
 * @param service name, such as {@code demo.Greeting}
 * @param group null: answers for any group, which only {@code static:} says
 * @param version null: answers for any version, likewise
 * @param endpoint where it listens; its port is not 0
 * @param weight share of the calls relative to others, 0 to 10,000; 100 is usual
 * @param startedAtMillis since 1970 by the provider's clock; 0 if unknown
 * @param zone where it stands, such as a data centre; empty if unknown
 * @param codecs names of those it speaks; empty if unknown
 * @param metadata whatever else is said about it
 */
public record ServiceInstance(String id, String service, @Nullable String group, @Nullable String version,
    Endpoint endpoint, int weight, long startedAtMillis, String zone, List<String> codecs,
    Map<String, String> metadata) {
  /** The weight of a provider that says nothing about it. */
  public static final int DEFAULT_WEIGHT = 100;

  /** Largest record that a registry carries, in bytes. */
  public static final int MAX_RECORD_BYTES = 8 * 1024;

  private static final int MAX_WEIGHT = 10_000;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,128}");
  private static final Pattern CODEC = Pattern.compile("[a-z0-9_]{1,64}");

  public ServiceInstance {
    check(ID.matcher(id).matches(), "id", "1 to 128 letters, digits or dashes");
    new ServiceId(service, group == null ? "" : group, version == null ? "" : version); // refuses what is no name
    requireNonNull(endpoint, "endpoint");
    check(endpoint.port() != 0, "port", "1 to 65535");
    check(weight >= 0 && weight <= MAX_WEIGHT, "weight", "0 to 10000");
    check(startedAtMillis >= 0, "startedAtMillis", "0 or later");
    check(zone.length() <= 128 && zone.chars().noneMatch(Character::isISOControl), "zone",
        "at most 128 printable characters");
    codecs = List.copyOf(codecs);
    check(codecs.stream().allMatch(codec -> CODEC.matcher(codec).matches()), "codecs", "names in lower snake case");
    metadata = java.util.Collections.unmodifiableMap(new TreeMap<>(metadata)); // sorted: same content, same bytes
    metadata.values().forEach(value -> requireNonNull(value, "metadata"));
  }

  /** Without the value: it may come from a hostile record and end up in a log. */
  private static void check(boolean good, String what, String expected) {
    if (!good) {
      throw new IllegalArgumentException(what + " is out of range (expected: " + expected + ")");
    }
  }

  /** An instance with nothing said beyond what a call needs: default weight, no start time, zone or codecs. */
  public static ServiceInstance of(String id, ServiceId service, Endpoint endpoint) {
    return new ServiceInstance(id, service.name(), service.group(), service.version(), endpoint, DEFAULT_WEIGHT, 0, "",
        List.of(), Map.of());
  }

  /**
   * Reads a record.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static ServiceInstance fromJson(byte[] record) {
    return ServiceInstanceJson.read(record);
  }

  /**
   * The record of this instance: the same content always has the same bytes.
   *
   * @throws IllegalArgumentException if it is larger than {@value #MAX_RECORD_BYTES} bytes
   */
  public byte[] toJson() {
    return ServiceInstanceJson.write(this);
  }

  /** True if it answers calls to that service: same name, and same group and version unless it answers for any. */
  public boolean serves(ServiceId wanted) {
    return service.equals(wanted.name()) && (group == null || group.equals(wanted.group()))
        && (version == null || version.equals(wanted.version()));
  }

  /** The service it offers, with empty group or version where it answers for any. */
  public ServiceId serviceId() {
    return new ServiceId(service, group == null ? "" : group, version == null ? "" : version);
  }
}
