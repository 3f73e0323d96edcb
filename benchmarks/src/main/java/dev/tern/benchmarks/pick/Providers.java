package dev.tern.benchmarks.pick;

import dev.tern.api.Attachments;
import dev.tern.api.Cancellation;
import dev.tern.api.Deadline;
import dev.tern.api.Endpoint;
import dev.tern.api.NanoClock;
import dev.tern.api.RpcService;
import dev.tern.api.ServiceId;
import dev.tern.api.contract.ServiceContract;
import dev.tern.api.spi.Call;
import dev.tern.api.spi.Connection;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.LoadBalancer;
import dev.tern.api.spi.LoadBalancerFactory;
import dev.tern.api.spi.Options;
import dev.tern.api.spi.Transport;
import dev.tern.core.registry.ServiceInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ThreadLocalRandom;

/** What the benchmarks of picking share: providers that are never called, and a call to pick for. */
final class Providers {
  static final ServiceId SERVICE = ServiceId.of("demo.Users");

  private Providers() {}

  @RpcService(name = "demo.Users")
  interface Users {
    String get(String name);
  }

  /** So many, of two weights. */
  static List<ServiceInstance> listed(int count) {
    List<ServiceInstance> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Endpoint endpoint = new Endpoint("10." + i / 62_500 % 250 + "." + i / 250 % 250 + "." + i % 250, 9_000);
      all.add(new ServiceInstance("p" + i, SERVICE.name(), "", "", endpoint, i % 3 == 0 ? 50 : 100, 0, "", List.of(), Map.of()));
    }
    return all;
  }

  static LoadBalancer balancer(String name) {
    for (LoadBalancerFactory factory : ServiceLoader.load(LoadBalancerFactory.class)) {
      if (factory.name().equals(name)) {
        return factory.create(Options.none(), NanoClock.system(), ThreadLocalRandom::current);
      }
    }
    throw new IllegalArgumentException("no load balancer " + name);
  }

  static Invocation call(String argument) {
    return new Invocation(ServiceContract.of(Users.class).methods().get(0), List.of(argument),
        Deadline.after(Duration.ofHours(1), NanoClock.system()), Attachments.empty(), new Cancellation());
  }

  /** Leads nowhere: what is measured ends before a call begins. */
  record NoConnection(Endpoint endpoint) implements Connection {
    @Override
    public Call open(Transport.Route route, Headers headers, long remainingNanos, Call.Listener listener) {
      throw new UnsupportedOperationException("nothing is called here");
    }

    @Override
    public Runnable onReachable(ReachableListener listener) {
      listener.changed(true);
      return () -> { };
    }

    @Override
    public void retryNow() {}

    @Override
    public void close() {}
  }
}
