package dev.tern.core.registry;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;

/**
 * Reads the records of one service and leaves out what cannot be read. Belongs to the loop's thread.
 *
 * <p>What was read before is not read again: a listing of a thousand providers usually differs in one.
 */
final class RecordReader {
  private static final int MAX_REMEMBERED_COMPLAINTS = 1_000;

  private final String registry;
  private final String service;
  private final Logger log;
  private final Set<String> complaints = new HashSet<>();
  private Map<String, Read> before = Map.of();
  private int ignored;

  /** A record and what it says. */
  private record Read(byte[] record, ServiceInstance instance) {}

  RecordReader(String registry, String service, Logger log) {
    this.registry = registry;
    this.service = service;
    this.log = log;
  }

  /** The readable instances by id, in the order of their ids. */
  List<ServiceInstance> read(Map<String, byte[]> records) {
    Map<String, Read> now = new HashMap<>(records.size() * 2);
    Map<String, ServiceInstance> instances = new TreeMap<>();
    ignored = 0;
    records.forEach((id, record) -> {
      Read known = before.get(id);
      if (known == null || !Arrays.equals(known.record(), record)) {
        try {
          known = new Read(record, readOne(id, record));
        } catch (RuntimeException e) {
          complain(id, TaskRunner.reason(e));
          return;
        }
      }
      now.put(id, known);
      instances.put(id, known.instance());
    });
    before = now;
    return List.copyOf(instances.values());
  }

  private ServiceInstance readOne(String id, byte[] record) {
    ServiceInstance instance = ServiceInstance.fromJson(record);
    if (!instance.id().equals(id)) {
      throw new IllegalArgumentException("it says another id than the one it stands under");
    }
    if (!instance.service().equals(service)) {
      throw new IllegalArgumentException("it says another service than the one it stands under");
    }
    return instance;
  }

  private void complain(String id, String reason) {
    ignored++;
    // Bounded, since a hostile registry could make up new ids for ever: what comes later is counted only.
    if (complaints.size() < MAX_REMEMBERED_COMPLAINTS && complaints.add(id + '\n' + reason)) {
      log.warn("Registry {}: record {} of {} is ignored: {}", registry, printable(id), service, reason);
    }
  }

  private static String printable(String id) {
    String start = id.length() > 128 ? id.substring(0, 128) : id;
    return start.replaceAll("[^!-~]", "?");
  }

  /** How many records the last listing had that cannot be read. */
  int ignored() {
    return ignored;
  }
}
