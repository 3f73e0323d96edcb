package dev.tern.core.registry;

import dev.tern.api.Endpoint;
import dev.tern.api.ServiceId;
import dev.tern.api.spi.RegistryDriver;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A registry that does whatever a test tells it to: throws, forgets, goes back in time, becomes another one. */
final class HostileDriver implements RegistryDriver {
  final Map<String, byte[]> records = new TreeMap<>();
  private final Map<String, String> putAs = new TreeMap<>();
  final List<String> operations = new ArrayList<>();
  final List<Listener> listeners = new ArrayList<>();
  String store = "store-1";
  long version = 1;
  /** Thrown by every operation; null: they work. */
  @Nullable Throwable failure;
  /** Thrown by put alone. */
  @Nullable Throwable putFailure;
  /** Its listing alone fails. */
  @Nullable String brokenService;
  Runnable beforeFailure = () -> {};
  Runnable whileListing = () -> {};
  boolean keepsWhatIsPut = true;
  boolean closed;

  static ServiceInstance instance(String id, ServiceId service) {
    return ServiceInstance.of(id, service, new Endpoint("10.0.0.1", 9000));
  }

  void stand(ServiceInstance... instances) {
    for (ServiceInstance instance : instances) {
      records.put(instance.id(), instance.toJson());
    }
    version++;
  }

  void standNothing() {
    records.clear();
    version++;
  }

  /** Tells everybody who watches. */
  void hint() {
    List.copyOf(listeners).forEach(Listener::changed);
  }

  long count(String operation) {
    return operations.stream().filter(done -> done.startsWith(operation)).count();
  }

  @Override
  public void put(String service, String id, byte[] record, Duration timeout) throws IOException {
    operations.add("put " + id);
    fail(failure);
    fail(putFailure);
    if (keepsWhatIsPut) {
      records.put(id, record);
      putAs.put(id, service);
      version++;
    }
  }

  @Override
  public void remove(String service, String id, Duration timeout) throws IOException {
    operations.add("remove " + id);
    fail(failure);
    records.remove(id);
    version++;
  }

  @Override
  public Listing list(String service, Duration timeout) throws IOException {
    operations.add("list " + service);
    fail(failure);
    whileListing.run();
    if (service.equals(brokenService)) {
      throw new IOException("broken");
    }
    Map<String, byte[]> ofService = new TreeMap<>(records);
    ofService.keySet().removeIf(id -> !service.equals(putAs.getOrDefault(id, service)));
    return new Listing(store, version, ofService);
  }

  @Override
  public AutoCloseable watch(String service, Listener listener, Duration timeout) throws IOException {
    operations.add("watch " + service);
    fail(failure);
    listeners.add(listener);
    return () -> {
      operations.add("unwatch " + service);
      listeners.remove(listener);
    };
  }

  private void fail(@Nullable Throwable failure) throws IOException {
    if (failure != null) {
      beforeFailure.run();
    }
    if (failure instanceof IOException checked) {
      throw checked;
    }
    if (failure instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (failure instanceof Error error) {
      throw error;
    }
  }

  @Override
  public void close() {
    operations.add("close");
    closed = true;
  }
}
