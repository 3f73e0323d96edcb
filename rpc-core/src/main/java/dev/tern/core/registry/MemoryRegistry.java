package dev.tern.core.registry;

import dev.tern.api.spi.RegistryDriver;
import dev.tern.api.spi.RegistryDriver.Listener;
import dev.tern.api.spi.RegistryDriver.Listing;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A registry inside one JVM: an object that clients and servers share, for tests and for services that live together.
 * Safe for many threads. Holds nothing that needs closing.
 */
public final class MemoryRegistry {
  private final String store = UUID.randomUUID().toString();

  // Guarded by this
  private final Map<String, Map<String, Entry>> services = new HashMap<>();
  private final Map<String, List<Listener>> listeners = new HashMap<>();
  private long version;

  /** A record and the handle that put it. */
  private record Entry(Handle owner, byte[] record) {}

  /** A new registry without records. */
  public MemoryRegistry() {}

  /** A handle for one client or server. Closing it removes the records that it put, as the end of a lease does. */
  public RegistryDriver driver() {
    return new Handle();
  }

  private void put(Handle owner, String service, String id, byte[] record) {
    List<Listener> told;
    synchronized (this) {
      services.computeIfAbsent(service, name -> new HashMap<>()).put(id, new Entry(owner, record.clone()));
      version++;
      told = listenersOf(service);
    }
    told.forEach(Listener::changed);
  }

  private void remove(Handle owner, String service, String id) {
    List<Listener> told = List.of();
    synchronized (this) {
      Map<String, Entry> entries = services.getOrDefault(service, Map.of());
      Entry entry = entries.get(id);
      if (entry != null && entry.owner() == owner) {
        entries.remove(id);
        version++;
        told = listenersOf(service);
      }
    }
    told.forEach(Listener::changed);
  }

  private void removeAll(Handle owner) {
    List<Listener> told = new ArrayList<>();
    synchronized (this) {
      services.forEach((service, entries) -> {
        if (entries.values().removeIf(entry -> entry.owner() == owner)) {
          version++;
          told.addAll(listenersOf(service));
        }
      });
    }
    told.forEach(Listener::changed);
  }

  private synchronized Listing list(String service) {
    Map<String, byte[]> records = new HashMap<>();
    services.getOrDefault(service, Map.of()).forEach((id, entry) -> records.put(id, entry.record().clone()));
    return new Listing(store, version, records);
  }

  private synchronized AutoCloseable watch(String service, Listener listener) {
    listeners.computeIfAbsent(service, name -> new ArrayList<>()).add(listener);
    return () -> unwatch(service, listener);
  }

  private synchronized void unwatch(String service, Listener listener) {
    List<Listener> watching = listeners.get(service);
    if (watching != null) {
      watching.remove(listener);
    }
  }

  private List<Listener> listenersOf(String service) {
    return List.copyOf(listeners.getOrDefault(service, List.of()));
  }

  @Override
  public String toString() {
    return "memory";
  }

  private final class Handle implements RegistryDriver {
    private volatile boolean closed;

    @Override
    public void put(String service, String id, byte[] record, Duration timeout) throws IOException {
      refuseIfClosed();
      MemoryRegistry.this.put(this, service, id, record);
    }

    @Override
    public void remove(String service, String id, Duration timeout) {
      MemoryRegistry.this.remove(this, service, id);
    }

    @Override
    public Listing list(String service, Duration timeout) throws IOException {
      refuseIfClosed();
      return MemoryRegistry.this.list(service);
    }

    @Override
    public AutoCloseable watch(String service, Listener listener, Duration timeout) throws IOException {
      refuseIfClosed();
      return MemoryRegistry.this.watch(service, listener);
    }

    private void refuseIfClosed() throws IOException {
      if (closed) {
        throw new IOException("this handle of the registry is closed");
      }
    }

    @Override
    public void close() {
      closed = true;
      removeAll(this);
    }
  }
}
