package dev.tern.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.api.ServiceId;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.ServiceContract;
import dev.tern.core.call.FallbackMode;
import dev.tern.core.overload.MaxActive;
import dev.tern.core.overload.MethodLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What keys say of services and methods, over and under their annotations. */
class ServiceSettingsTest {
  private static final String METHODS = "of-method-annotation";
  private static final String SERVICES = "of-service-annotation";

  @RpcService(name = "demo.Users")
  interface Plain {
    String find();
  }

  @RpcService(name = "demo.Users")
  interface MethodSays {
    @RpcMethod(codec = METHODS, cluster = METHODS, loadBalancer = METHODS)
    String find();
  }

  @RpcService(name = "demo.Users", codec = SERVICES, cluster = SERVICES, loadBalancer = SERVICES)
  interface ServiceSays {
    String find();
  }

  @RpcService(name = "demo.Users", codec = SERVICES, cluster = SERVICES, loadBalancer = SERVICES)
  interface BothSay {
    @RpcMethod(codec = METHODS, cluster = METHODS, loadBalancer = METHODS)
    String find();
  }

  /** As docs/configuration.md lists them. */
  private static final List<String> PLACES = List.of("tern.service[demo.Users/blue/1].method[find].",
      "tern.service[demo.Users].method[find].", METHODS, "tern.service[demo.Users/blue/1].",
      "tern.service[demo.Users].", SERVICES, "of-client");

  /** Everything that a service may say for its methods, and a method for itself. */
  enum Named {
    CODEC("codec", MethodContract::codec),
    CLUSTER("cluster", MethodContract::cluster),
    LOAD_BALANCER("load-balancer", MethodContract::loadBalancer);

    private final String key;
    private final Function<MethodContract, String> value;

    Named(String key, Function<MethodContract, String> value) {
      this.key = key;
      this.value = value;
    }
  }

  private static ServiceContract blue(Class<?> type) {
    return ServiceContract.of(type, new ServiceId("demo.Users", "blue", "1"));
  }

  private static MethodContract find(ServiceContract contract) {
    return contract.methods().stream().filter(method -> method.name().equals("find")).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  void theMoreSpecialPlaceWinsAndAtOnePlaceTheKeyBeforeTheAnnotation(Named named) {
    for (int better = 0; better < PLACES.size(); better++) {
      for (int worse = better + 1; worse < PLACES.size(); worse++) {
        SourcesFixture sources = new SourcesFixture();
        List<String> said = List.of(PLACES.get(better), PLACES.get(worse));
        for (String place : said) {
          if (place.startsWith("tern.")) {
            sources.file(place + named.key, place.replaceAll("[^a-zA-Z0-9]", "-"));
          }
        }
        boolean method = said.contains(METHODS);
        boolean service = said.contains(SERVICES);
        Class<?> type = method && service ? BothSay.class
            : method ? MethodSays.class : service ? ServiceSays.class : Plain.class;
        String value = named.value.apply(find(sources.services().over(blue(type)))); // empty: the client's
        assertThat(value.isEmpty() ? "of-client" : value).as("%s over %s", PLACES.get(better), PLACES.get(worse))
            .isEqualTo(PLACES.get(better).startsWith("tern.")
                ? PLACES.get(better).replaceAll("[^a-zA-Z0-9]", "-") : PLACES.get(better));
      }
    }
  }

  @Test
  void forOneKeyASystemPropertyWinsOverTheFile() {
    String key = "tern.service[demo.Users].method[find].retries";
    ServiceSettings settings = new SourcesFixture().file(key, "1").property(key, "2").services();
    assertThat(find(settings.over(blue(Plain.class))).retries()).isEqualTo(2);
    assertThat(settings.describe(Set.of())).isEqualTo(key + " = 2 (system property; no such service here so far)\n");
  }

  @RpcService(name = "demo.Users")
  interface Annotated {
    @RpcMethod(timeout = "300ms", retries = 1, idempotent = true, cluster = "failfast", loadBalancer = "random")
    String find();

    String list();
  }

  @Test
  void everySettingOfAMethodCanBeSaidByKey() {
    SourcesFixture sources = new SourcesFixture();
    String method = "tern.service[demo.Users].method[find].";
    sources.file(method + "timeout", "5s").file(method + "retries", "0").file(method + "idempotent", "false")
        .file(method + "cluster", "failover").file(method + "load-balancer", "p2c").file(method + "codec", "json");
    ServiceContract contract = blue(Annotated.class);
    MethodContract found = find(sources.services().over(contract));
    assertThat(found.timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(found.retries()).isZero();
    assertThat(found.idempotent()).isFalse();
    assertThat(found.cluster()).isEqualTo("failover");
    assertThat(found.loadBalancer()).isEqualTo("p2c");
    assertThat(found.codec()).isEqualTo("json");
    MethodContract other = sources.services().over(contract).methods().get(1);
    assertThat(other.name()).isEqualTo("list");
    assertThat(other.timeout()).isNull();
    assertThat(other.codec()).isEmpty();
  }

  @Test
  void everySettingOfAServiceIsForMethodsThatSayNothing() {
    String service = "tern.service[demo.Users].";
    ServiceSettings settings = new SourcesFixture().file(service + "retries", "5").file(service + "cluster", "failover")
        .file(service + "load-balancer", "p2c").file(service + "codec", "json").services();
    ServiceContract over = settings.over(blue(Annotated.class));
    assertThat(find(over).retries()).isOne();
    assertThat(find(over).cluster()).isEqualTo("failfast");
    assertThat(find(over).loadBalancer()).isEqualTo("random");
    assertThat(find(over).codec()).isEqualTo("json");
    MethodContract silent = over.methods().get(1);
    assertThat(silent.retries()).isEqualTo(5);
    assertThat(silent.cluster()).isEqualTo("failover");
    assertThat(silent.loadBalancer()).isEqualTo("p2c");
  }

  @Test
  void theTimeoutOfAServiceTakesThePlaceOfTheClientsAndIsNoMethodsOwn() {
    ServiceSettings settings = new SourcesFixture().file("tern.service[demo.Users].timeout", "7s")
        .file("tern.service[demo.Users/blue/1].timeout", "8s").services();
    Duration clients = Duration.ofSeconds(3);
    assertThat(settings.timeout(new ServiceId("demo.Users", "blue", "1"), clients)).isEqualTo(Duration.ofSeconds(8));
    assertThat(settings.timeout(ServiceId.of("demo.Users"), clients)).isEqualTo(Duration.ofSeconds(7));
    assertThat(settings.timeout(ServiceId.of("demo.Orders"), clients)).isEqualTo(clients);
    ServiceContract over = settings.over(blue(Annotated.class));
    assertThat(find(over).timeout()).isEqualTo(Duration.ofMillis(300));
    assertThat(over.methods().get(1).timeout()).isNull(); // else a stream would end with it
  }

  @Test
  void aKeyWithGroupAndVersionIsForThatOneAlone() {
    ServiceSettings settings = new SourcesFixture().file("tern.service[demo.Users//].codec", "json").services();
    assertThat(find(settings.over(ServiceContract.of(Plain.class))).codec()).isEqualTo("json");
    assertThat(find(settings.over(blue(Plain.class))).codec()).isEmpty();
  }

  @Test
  void aServiceThatNoKeyNamesIsLeftAsItIs() {
    ServiceContract contract = blue(Plain.class);
    assertThat(new SourcesFixture().file("tern.service[demo.Orders].retries", "1").services().over(contract))
        .isSameAs(contract);
  }

  @Test
  void aKeyForAMethodThatIsNotThereNamesTheNearest() {
    ServiceContract contract = blue(Annotated.class);
    assertThatIllegalArgumentException().isThrownBy(() -> new SourcesFixture()
        .file("tern.service[demo.Users].method[fnid].retries", "1").services().check(contract))
        .withMessage("tern.service[demo.Users].method[fnid].retries (file /etc/tern.properties):"
            + " demo.Users (group blue, version 1) has no method \"fnid\". Did you mean \"find\"?");
    assertThatIllegalArgumentException().isThrownBy(() -> new SourcesFixture()
        .property("tern.service[demo.Users].method[remove].retries", "1").services().check(contract))
        .withMessageEndingWith("has no method \"remove\". It has: find, list.");
    new SourcesFixture().file("tern.service[demo.Orders].method[fnid].retries", "1")
        .file("tern.service[demo.Users/red/1].method[fnid].retries", "1")
        .file("tern.service[demo.Users].method[list].retries", "1").services().check(contract);
  }

  @Test
  void aNameThatNobodyKnowsIsToldWithItsKey() {
    ServiceSettings settings = new SourcesFixture().property("tern.service[demo.Users].cluster", "swarm")
        .property("tern.service[demo.Users].codec", "json").property("tern.service[demo.Users].retries", "1")
        .property("tern.service[demo.Users].load-balancer", "fair")
        .property("tern.service[demo.Orders].cluster", "other").services();
    List<String> clusters = new ArrayList<>();
    List<String> balancers = new ArrayList<>();
    List<String> codecs = new ArrayList<>();
    settings.checkNames(ServiceId.of("demo.Users"), clusters::add, balancers::add, codecs::add);
    assertThat(clusters).containsExactly("swarm");
    assertThat(balancers).containsExactly("fair");
    assertThat(codecs).containsExactly("json");
    assertThatIllegalArgumentException().isThrownBy(() -> settings.checkNames(ServiceId.of("demo.Users"), name -> {
      throw new IllegalArgumentException("Unknown cluster \"" + name + "\".");
    }, name -> { }, name -> { }))
        .withMessage("tern.service[demo.Users].cluster (system property): Unknown cluster \"swarm\".");
  }

  @RpcService
  interface Nearby {
    String find();
  }

  @RpcService
  interface Nearbx {
    String find();
  }

  @Test
  void aServiceThatIsSpelledAlmostAsOneThatIsThereIsDoubtedUnlessItExists() {
    String name = ServiceContract.idOf(Nearby.class).name();
    String typo = name.replace("Nearby", "Naerby");
    ServiceContract contract = ServiceContract.of(Nearby.class);
    assertThat(new SourcesFixture().file("tern.service[" + typo + "].retries", "1").services().doubts(contract))
        .containsExactly("tern.service[" + typo + "].retries (file /etc/tern.properties): is there a service " + typo
            + "? Perhaps " + name + " was meant");
    assertThat(new SourcesFixture().file("tern.service[" + name + "].retries", "1")
        .file("tern.service[demo.Orders].retries", "1")
        .file("tern.service[" + ServiceContract.idOf(Nearbx.class).name() + "].retries", "1")
        .services().doubts(contract)).isEmpty();
  }

  @Test
  void whatIsShownSaysWhichServicesAreThere() {
    assertThat(new SourcesFixture().file("tern.service[demo.Users].timeout", "PT0.3S")
        .file("tern.service[demo.Orders].codec", "json").services().describe(Set.of(ServiceId.of("demo.Users"))))
        .isEqualTo("tern.service[demo.Orders].codec = json (file /etc/tern.properties; no such service here so far)\n"
            + "tern.service[demo.Users].timeout = 300ms (file /etc/tern.properties)\n");
  }

  @Test
  void circuitBreakerAndFallbackAreThoseOfTheMethodThenOfItsServiceThenOfTheClient() {
    MethodContract method = find(blue(Plain.class));
    assertThat(new SourcesFixture().services().circuitBreaker(method, "off")).isEqualTo("off");
    assertThat(new SourcesFixture().services().fallback(method)).isEmpty();

    ServiceSettings ofService = new SourcesFixture().file("tern.service[demo.Users].circuit-breaker", "on")
        .file("tern.service[demo.Users].fallback", "force").services();
    assertThat(ofService.circuitBreaker(method, "off")).isEqualTo("on");
    assertThat(ofService.fallback(method)).contains(FallbackMode.FORCE);

    ServiceSettings ofMethod = new SourcesFixture().file("tern.service[demo.Users].circuit-breaker", "on")
        .file("tern.service[demo.Users].method[find].circuit-breaker", "on?calls=5")
        .file("tern.service[demo.Users].fallback", "force")
        .file("tern.service[demo.Users].method[find].fallback", "off").services();
    assertThat(ofMethod.circuitBreaker(method, "off")).isEqualTo("on?calls=5");
    assertThat(ofMethod.fallback(method)).contains(FallbackMode.OFF);
  }

  @Test
  void aCircuitBreakerThatIsToldWrongIsRefusedWithTheReason() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SourcesFixture().file("tern.service[demo.Users].circuit-breaker", "on?calls=0").services())
        .withMessageContaining("tern.service[demo.Users].circuit-breaker").withMessageContaining("calls=0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SourcesFixture().file("tern.service[demo.Users].fallback", "always").services())
        .withMessageContaining("on_failure, force or off");
  }

  @Test
  void limitsOfAProviderComeFromTheMethodsKeyThenFromTheServices() {
    ServiceSettings settings = new SourcesFixture().file("tern.service[demo.Users].method[find].max-concurrent", "3")
        .file("tern.service[demo.Users].max-concurrent", "9").file("tern.service[demo.Users].rate", "50")
        .file("tern.service[demo.Users].method[find].burst", "5").file("tern.service[demo.Users].max-active", "7")
        .services();
    ServiceId users = ServiceId.of("demo.Users");
    assertThat(settings.limits(users, "find")).isEqualTo(new MethodLimits(3, 50, 5));
    assertThat(settings.limits(users, "list")).as("without a burst: a second's worth")
        .isEqualTo(new MethodLimits(9, 50, 50));
    assertThat(settings.limits(ServiceId.of("demo.Others"), "find")).isEqualTo(MethodLimits.NONE);
    assertThat(settings.maxActive(users, "find")).contains(new MaxActive(7, "tern.service[demo.Users].max-active"));
    assertThat(settings.maxActive(ServiceId.of("demo.Others"), "find")).isEmpty();
  }

  @Test
  void aBurstWithoutARateIsRefused() {
    ServiceSettings settings = new SourcesFixture().file("tern.service[demo.Users].method[find].burst", "5").services();
    assertThatIllegalArgumentException().isThrownBy(() -> settings.limits(ServiceId.of("demo.Users"), "find"))
        .withMessage("tern.service[demo.Users].method[find].burst: without a rate (expected: rate beside it)");
  }
}
