package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.AttachmentKey;
import dev.tern.api.Attachments;
import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.RpcContext;
import dev.tern.api.RpcException;
import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.api.ServiceId;
import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Router;
import dev.tern.api.spi.Snapshot;
import dev.tern.core.RpcClient;
import dev.tern.core.RpcServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** F31, F32: rules say which providers a call may go to, and can change while calls are made. */
class RoutingTest {
  private static final AttachmentKey<String> USER = AttachmentKey.of("user-id");
  private static final int USERS = 10;

  @RpcService(name = "demo.Shop")
  interface Shop {
    @RpcMethod(idempotent = true)
    String look(String country);

    CompletableFuture<String> buy(String article);
  }

  private record Named(String name) implements Shop {
    @Override
    public String look(String country) {
      return name;
    }

    @Override
    public CompletableFuture<String> buy(String article) {
      return CompletableFuture.completedFuture(name);
    }
  }

  private final World world = new World(World.Registry.MEMORY, Path.of("unused"));
  private final Map<String, RpcServer> servers = new HashMap<>();

  @TempDir
  private Path directory;

  @BeforeEach
  void serve() {
    servers.put("blue", world.serve(builder -> builder.service(new Named("blue")).zone("eu-1")));
    servers.put("green", world.serve(builder -> builder.service(new Named("green")).zone("us-1")));
    servers.put("grey", world.serve(builder -> builder.service(new Named("grey")).zone("eu-2").metadata("tag", "grey")));
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private Path rules(String text) throws Exception {
    Path next = Files.writeString(directory.resolve("next"), text);
    return Files.move(next, directory.resolve("rules"), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Who answers in many calls of one user. */
  private static Set<String> answering(Shop shop, String user) {
    Set<String> names = new TreeSet<>();
    for (int i = 0; i < 12; i++) {
      names.add(RpcContext.current().with(USER, user).supply(() -> shop.look("de")));
    }
    return names;
  }

  @Test
  void oneOfTenUsersIsSentToTheGreyNodeAndSoonNoMoreOnceTheRuleIsDeleted() throws Exception {
    Path file = rules("testers: attachment.user-id=user-3 => tag=grey\nothers: => tag!=grey\n");
    Shop shop = world.client(builder -> builder.routingRules(file)).create(Shop.class);
    for (int user = 0; user < USERS; user++) {
      Set<String> names = answering(shop, "user-" + user);
      if (user == 3) {
        assertThat(names).containsExactly("grey");
      } else {
        assertThat(names).containsExactly("blue", "green");
      }
    }
    rules("");
    Awaitility.await().atMost(Duration.ofSeconds(4)).until(() -> answering(shop, "user-3").size() == 3);
    assertThat(answering(shop, "user-1")).hasSize(3);
  }

  @Test
  void rulesGoByMethodArgumentAndZoneForBlockingAndFutureCallsAlike() {
    RpcClient client = world.client();
    Shop shop = client.create(Shop.class);
    client.routingRules("europe: method=look, argument.country=de|fr => zone=eu-*\nshop: method=buy => zone=us-*");
    Awaitility.await().until(() -> shop.buy("book").join().equals("green"));
    for (int i = 0; i < 12; i++) {
      assertThat(shop.look("de")).isIn("blue", "grey");
      assertThat(shop.buy("book").join()).isEqualTo("green");
    }
    Set<String> elsewhere = new TreeSet<>();
    for (int i = 0; i < 12; i++) {
      elsewhere.add(shop.look("us"));
    }
    assertThat(elsewhere).hasSize(3);
  }

  @Test
  void aFailedCallIsTriedAgainOnlyWhereItMayGo() {
    RpcClient client = world.client();
    Shop shop = client.create(Shop.class);
    client.routingRules("europe: => zone=eu-*");
    Awaitility.await().until(() -> !answering(shop, "a").contains("green"));
    servers.get("blue").close();
    assertThat(answering(shop, "a")).containsExactly("grey");
    servers.get("grey").close();
    Awaitility.await().until(() -> answering(shop, "a").equals(Set.of("green"))); // nobody is left of whom it speaks
  }

  @Test
  void aStrictRuleFailsCallsForWhichThereIsNobodyAndSaysWhy() {
    RpcClient client = world.client();
    Shop shop = client.create(Shop.class);
    client.routingRules("asia: argument.country=jp =>! zone=asia-*");
    Awaitility.await().untilAsserted(() -> assertThatThrownBy(() -> shop.look("jp")).isInstanceOf(RpcException.class));
    assertThatThrownBy(() -> shop.look("jp")).isInstanceOfSatisfying(RpcException.class, failure -> {
      assertThat(failure.code()).isEqualTo(Code.UNAVAILABLE);
      assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
      assertThat(failure).hasMessageStartingWith("demo.Shop/look: routing rules leave it no provider\n"
          + "  rule asia: argument.country=jp =>! zone=asia-*\n  decides").hasMessageContaining("left out: zone is us-1");
    });
    assertThat(shop.look("de")).isNotNull();
  }

  @Test
  void aDryRunExplainsWhatARuleWouldDo() {
    RpcClient client = world.client();
    Shop shop = client.create(Shop.class);
    client.routingRules("testers: attachment.user-id=user-3 => tag=grey");
    Awaitility.await().until(() -> answering(shop, "user-3").size() == 1);
    assertThat(client.explainRoute(Shop.class, "look", Attachments.empty().with(USER, "user-3"), "de"))
        .startsWith("rule testers: attachment.user-id=user-3 => tag=grey\n  decides\n")
        .contains(servers.get("grey").address() + "  kept").contains(servers.get("blue").address() + "  left out: tag is absent");
    assertThatThrownBy(() -> client.explainRoute(Shop.class, "lok", Attachments.empty()))
        .hasMessage("explainRoute: demo.Shop has no method \"lok\"");
    assertThatThrownBy(() -> client.explainRoute(Work.class, "safe", Attachments.empty()))
        .hasMessage("explainRoute: this client has made no proxy of dev.tern.it.Work");
  }

  @Test
  void aRuleThatCannotBeReadStopsTheClientAndNamesItsLine() throws Exception {
    Path file = rules("a: => zone=eu\nb: => nowhere=x\n");
    assertThatThrownBy(() -> world.client(builder -> builder.routingRules(file))).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("line 2: unknown target \"nowhere\" (expected: address, zone, tag or metadata.key)");
  }

  @Test
  void aRouterOfOnesOwnDecidesInPlaceOfRules() {
    Router everySecond = new Router() {
      @Override
      public Routing over(ServiceId service, Snapshot providers) {
        List<Candidate> eu = providers.candidates().stream().filter(one -> one.zone().startsWith("eu")).toList();
        return new Routing() {
          @Override
          public List<Snapshot> groups() {
            return List.of(new Snapshot(eu));
          }

          @Override
          public int group(Invocation invocation) {
            return invocation.method().name().equals("look") ? 0 : -1;
          }

          @Override
          public String explain(Invocation invocation) {
            return "by method";
          }
        };
      }
    };
    RpcClient client = world.client(builder -> builder.router(everySecond));
    Shop shop = client.create(Shop.class);
    assertThat(answering(shop, "a")).containsExactly("blue", "grey");
    assertThatThrownBy(() -> client.routingRules("a: => zone=eu")).isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("which has no rules");
  }
}
