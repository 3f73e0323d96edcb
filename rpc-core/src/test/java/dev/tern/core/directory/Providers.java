package dev.tern.core.directory;

import dev.tern.api.Endpoint;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A directory of providers on connections that carry nothing, and attempts on them that end as a test says. */
final class Providers {
  static final ServiceId SERVICE = ServiceId.of("demo.Greeting");

  final ManualClock clock = new ManualClock();
  final Map<Endpoint, FakeConnection> connections = new LinkedHashMap<>();
  final Directory directory = new Directory(SERVICE, DirectorySettings.DEFAULT,
      endpoint -> connections.computeIfAbsent(endpoint, FakeConnection::new), Runnable::run, new ManualScheduler(clock),
      Clock.systemUTC(), clock, new RuleRouter());
  final Directory.Balanced balanced = directory.balance(Providers::inTurn);
  private final Map<String, LiveCandidate> known = new LinkedHashMap<>();

  /** @param ids one letter each; {@code a} listens on port 1 */
  Providers(String... ids) {
    list(0, ids);
    directory.snapshot().candidates().forEach(candidate -> known.put(candidate.id(), (LiveCandidate) candidate));
  }

  void list(long startedAtMillis, String... ids) {
    List<ServiceInstance> instances = new ArrayList<>();
    for (String id : ids) {
      instances.add(new ServiceInstance(id, SERVICE.name(), "", "", new Endpoint("127.0.0.1", port(id)), 100,
          startedAtMillis, "", List.of(), Map.of()));
    }
    directory.onInstances(instances);
  }

  private static int port(String id) {
    char letter = id.charAt(0);
    return letter >= 'a' ? letter - 'a' + 1 : letter - 'A' + 101;
  }

  private static LoadBalancer.Picker inTurn(Snapshot snapshot) {
    AtomicInteger next = new AtomicInteger();
    return (invocation, tried) -> {
      Candidate picked = snapshot.get(Math.floorMod(next.getAndIncrement(), snapshot.size()));
      for (int i = 0; i < snapshot.size() && tried.contains(picked); i++) {
        picked = snapshot.get(Math.floorMod(next.getAndIncrement(), snapshot.size()));
      }
      return picked;
    };
  }

  LiveCandidate candidate(String id) {
    return known.get(id);
  }

  FakeConnection connection(String id) {
    return connections.get(new Endpoint("127.0.0.1", port(id)));
  }

  List<String> usable() {
    return directory.snapshot().candidates().stream().map(Candidate::id).toList();
  }

  /** Attempts that begin and end now. */
  void attempts(String id, int count, Outcome outcome) {
    for (int i = 0; i < count; i++) {
      end(candidate(id), outcome);
    }
  }

  void end(LiveCandidate candidate, Outcome outcome) {
    candidate.started();
    candidate.ended(1, clock.nanoTime(), clock.nanoTime(), outcome, outcome.isFailure() ? "no answer" : "");
  }

  /** Who is called by a call of that method of {@link Calls.Greeting}. */
  String picked(String method, Candidate... tried) {
    Candidate picked = balanced.pick(Calls.of(method, clock), Set.of(tried));
    return picked == null ? "nobody" : picked.id();
  }

  /** Who are called by so many calls that may be repeated. */
  List<String> picked(int count) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(picked("find"));
    }
    return all;
  }

  void pass(Duration time) {
    clock.advance(time);
  }
}
