package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.AttachmentKey;
import dev.tern.api.HashKey;
import dev.tern.api.RpcContext;
import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.core.RpcClient;
import dev.tern.core.RpcServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where calls go: by key, by zone, and by how long a provider has been up. */
class BalancersTest {
  @RpcService(name = "demo.Cart")
  interface Cart {
    @RpcMethod(idempotent = true, loadBalancer = "consistent_hash")
    String add(int amount, @HashKey String customer);

    @RpcMethod(idempotent = true, loadBalancer = "consistent_hash?attachment=tenant")
    CompletableFuture<String> list();

    @RpcMethod(idempotent = true)
    String where();
  }

  record Basket(List<String> items) {}

  @RpcService(name = "demo.Keyless")
  interface Keyless {
    @RpcMethod(loadBalancer = "consistent_hash")
    String put(Basket basket);
  }

  private record Named(String name) implements Cart {
    @Override
    public String add(int amount, String customer) {
      return name;
    }

    @Override
    public CompletableFuture<String> list() {
      return CompletableFuture.completedFuture(name);
    }

    @Override
    public String where() {
      return name;
    }
  }

  private final World world = new World(World.Registry.MEMORY, Path.of("unused"));

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private RpcServer serve(String name, String zone) {
    return world.serve(builder -> builder.service(new Named(name)).zone(zone));
  }

  @Test
  void equalKeysGoToOneProviderAndHardlyMoveWhenAnotherLeaves() {
    Map<String, RpcServer> servers = new HashMap<>();
    for (int i = 0; i < 5; i++) {
      servers.put("p" + i, serve("p" + i, ""));
    }
    Cart cart = world.client().create(Cart.class);
    Cart other = world.client().create(Cart.class);
    Map<String, String> owners = new HashMap<>();
    for (int i = 0; i < 200; i++) {
      String customer = "customer-" + i;
      owners.put(customer, cart.add(i, customer));
      assertThat(cart.add(i + 1, customer)).as("another amount, the same customer").isEqualTo(owners.get(customer));
      assertThat(other.add(i, customer)).as("another consumer").isEqualTo(owners.get(customer));
    }
    assertThat(Set.copyOf(owners.values())).hasSize(5);

    servers.get("p3").close();
    int moved = 0;
    for (Map.Entry<String, String> owner : owners.entrySet()) {
      String now = cart.add(1, owner.getKey());
      assertThat(now).isNotEqualTo("p3");
      moved += owner.getValue().equals("p3") || now.equals(owner.getValue()) ? 0 : 1;
    }
    assertThat(moved).as("of those that had no reason to").isLessThan(20);
  }

  @Test
  void anAttachmentCanBeTheKey() {
    for (int i = 0; i < 5; i++) {
      serve("p" + i, "");
    }
    Cart cart = world.client().create(Cart.class);
    Set<String> all = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      RpcContext tenant = RpcContext.current().with(AttachmentKey.of("tenant"), "tenant-" + i);
      Set<String> seen = new HashSet<>();
      for (int repeat = 0; repeat < 3; repeat++) {
        seen.add(tenant.supply(() -> cart.list().join()));
      }
      assertThat(seen).hasSize(1);
      all.addAll(seen);
    }
    assertThat(all).hasSizeGreaterThan(3);
  }

  @Test
  void aMethodWithoutAKeyStopsItsProxy() {
    RpcClient client = world.direct("127.0.0.1:1");
    assertThatThrownBy(() -> client.create(Keyless.class)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Keyless.put(Basket): load balancer \"consistent_hash\" has no key to go by");
  }

  @Test
  void providersOfTheOwnZoneAreAskedUntilTheyAreGone() {
    RpcServer near = serve("near", "a");
    serve("far", "b");
    serve("farther", "c");
    Cart cart = world.client(builder -> builder.zone("a")).create(Cart.class);
    for (int i = 0; i < 30; i++) {
      assertThat(cart.where()).isEqualTo("near");
    }
    near.close();
    for (int i = 0; i < 30; i++) {
      assertThat(cart.where()).isIn("far", "farther");
    }
    serve("near again", "a");
    Awaitility.await().until(() -> cart.where().equals("near again"));
  }

  @Test
  void whoHasJustStartedBesideOlderOnesGetsLessAtFirstAndMoreByAndBy() throws Exception {
    serve("old", "");
    RpcClient client = world.client(builder -> builder.warmUp(Duration.ofSeconds(6)));
    Cart cart = client.create(Cart.class);
    Thread.sleep(4_000); // age is what the test is about
    serve("young", "");
    Awaitility.await().until(() -> cart.where().equals("young"));
    double first = shareOfYoung(cart);
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> shareOfYoung(cart) == 0.5);
    assertThat(first).as("at once").isLessThan(0.3);
  }

  private static double shareOfYoung(Cart cart) {
    int young = 0;
    for (int i = 0; i < 100; i++) {
      young += cart.where().equals("young") ? 1 : 0;
    }
    return young / 100.0;
  }
}
