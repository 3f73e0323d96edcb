package dev.tern.core.directory;

import dev.tern.api.Endpoint;
import dev.tern.api.NanoClock;
import dev.tern.api.ServiceId;
import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.LoadBalancer;
import dev.tern.api.spi.Snapshot;
import dev.tern.core.registry.ServiceInstance;
import dev.tern.core.routing.RuleRouter;
import dev.tern.tck.Calls;
import dev.tern.tck.ManualClock;
import dev.tern.tck.ManualScheduler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A directory of which every part can be turned by hand: connections, clock, and the thread that rebuilds. */
abstract class DirectoryFixture {
  static final ServiceId SERVICE = ServiceId.of("demo.Greeting");

  final ManualClock clock = new ManualClock();
  final ManualScheduler scheduler = new ManualScheduler(clock);
  final Map<Endpoint, FakeConnection> connections = new LinkedHashMap<>();
  final List<Runnable> handedOver = new ArrayList<>();
  final List<Snapshot> balancedOver = new ArrayList<>();
  final RuleRouter router = new RuleRouter();
  final Directory directory = new Directory(SERVICE, new DirectorySettings("near", Duration.ofSeconds(30)),
      endpoint -> connections.computeIfAbsent(endpoint, FakeConnection::new), handedOver::add, scheduler,
      Clock.fixed(Instant.ofEpochSecond(1_000), ZoneOffset.UTC), clock, router);

  static ServiceInstance in(String zone, ServiceInstance of) {
    return new ServiceInstance(of.id(), of.service(), of.group(), of.version(), of.endpoint(), of.weight(),
        of.startedAtMillis(), zone, of.codecs(), of.metadata());
  }

  static ServiceInstance started(long second, ServiceInstance of) {
    return new ServiceInstance(of.id(), of.service(), of.group(), of.version(), of.endpoint(), of.weight(),
        second * 1_000, of.zone(), of.codecs(), of.metadata());
  }

  static @Nullable Candidate picked(Directory.Balanced balanced) {
    return balanced.pick(Calls.of("find", NanoClock.system()), Set.of());
  }

  LoadBalancer.Picker firstOf(Snapshot snapshot) {
    balancedOver.add(snapshot);
    return (invocation, tried) -> snapshot.get(0);
  }

  void list(ServiceInstance... instances) {
    directory.onInstances(List.of(instances));
    rebuild();
  }

  void rebuild() {
    List<Runnable> tasks = List.copyOf(handedOver);
    handedOver.clear();
    tasks.forEach(Runnable::run);
  }

  List<String> ids() {
    return directory.snapshot().candidates().stream().map(Candidate::id).toList();
  }

  FakeConnection connection(int port) {
    return connections.get(new Endpoint("127.0.0.1", port));
  }

  static ServiceInstance instance(String id, int port, int weight) {
    return new ServiceInstance(id, SERVICE.name(), "", "", new Endpoint("127.0.0.1", port), weight, 0, "", List.of(),
        Map.of());
  }

  static <T> T last(List<T> list) {
    return list.get(list.size() - 1);
  }
}
