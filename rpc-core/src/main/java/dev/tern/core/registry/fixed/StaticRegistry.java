package dev.tern.core.registry.fixed;

import dev.tern.api.Endpoint;
import dev.tern.api.spi.RegistryDriver;
import dev.tern.core.registry.ServiceInstance;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lists the same endpoints for every service, for ever. What is put goes nowhere: the list is complete as it is. */
final class StaticRegistry implements RegistryDriver {
  private final Map<String, Endpoint> endpoints = new HashMap<>();

  StaticRegistry(List<Endpoint> endpoints) {
    for (Endpoint endpoint : endpoints) {
      String id = "static-" + endpoint.toString().replaceAll("[^A-Za-z0-9]", "-");
      // The hash tells apart what the dashes made alike, such as a.b and a-b.
      String unique = id.length() > 100 ? id.substring(0, 100) : id;
      this.endpoints.put(unique + "-" + Integer.toHexString(endpoint.toString().hashCode()), endpoint);
    }
  }

  @Override
  public void put(String service, String id, byte[] record, Duration timeout) {}

  @Override
  public void remove(String service, String id, Duration timeout) {}

  @Override
  public Listing list(String service, Duration timeout) {
    Map<String, byte[]> records = new HashMap<>();
    endpoints.forEach((id, endpoint) -> records.put(id, new ServiceInstance(id, service, null, null, endpoint,
        ServiceInstance.DEFAULT_WEIGHT, 0, "", List.of(), Map.of()).toJson()));
    return new Listing("static", 0, records);
  }

  @Override
  public AutoCloseable watch(String service, Listener listener, Duration timeout) {
    return () -> {};
  }

  @Override
  public void close() {}
}
