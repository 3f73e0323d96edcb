package dev.tern.core.standard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.RpcService;
import dev.tern.api.ServiceId;
import dev.tern.api.contract.ContractException;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.ServiceContract;
import dev.tern.api.spi.Codec;
import dev.tern.api.spi.MethodCodec;
import dev.tern.api.spi.ServerRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which services a server has beside the user's. */
class StandardServicesTest {
  @RpcService(name = "demo.One")
  interface One {
    void call();
  }

  @RpcService(name = "demo.Two")
  interface Two {
    void call();
  }

  @RpcService(name = "grpc.reflection.v1.ServerReflection")
  interface OwnReflection {
    void call();
  }

  /** Describes services in no file at all, except those it cannot. */
  private static final class Describing implements Codec {
    private final Set<String> refused;
    private final List<String> described = new ArrayList<>();

    Describing(String... refused) {
      this.refused = Set.of(refused);
    }

    @Override
    public String name() {
      return "describing";
    }

    @Override
    public String contentSubtype() {
      return "d";
    }

    @Override
    public MethodCodec prepare(MethodContract method) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<byte[]> describe(List<ServiceContract> services) {
      for (ServiceContract service : services) {
        if (refused.contains(service.id().name())) {
          throw new ContractException(service.id().name() + ": cannot be described");
        }
      }
      described.clear();
      services.forEach(service -> described.add(service.id().toString()));
      return Optional.of(new byte[0]);
    }
  }

  private static ServiceContract contract(Class<?> type, String group, String version) {
    return ServiceContract.of(type, new ServiceId(ServiceContract.idOf(type).name(), group, version));
  }

  private static List<String> paths(boolean health, boolean reflection) {
    return StandardServices.of(health, reflection, List.of(ServiceContract.of(One.class)), List.of(new Describing()))
        .routes().stream().map(ServerRoute::path).toList();
  }

  @Test
  void aServerHasWhatIsSwitchedOn() {
    String[] health = {"/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/List", "/grpc.health.v1.Health/Watch"};
    String[] reflection = {"/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
        "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"};
    assertThat(paths(false, false)).isEmpty();
    assertThat(paths(true, false)).containsExactly(health);
    assertThat(paths(false, true)).containsExactly(reflection);
    assertThat(paths(true, true)).contains(health).contains(reflection).hasSize(5);
  }

  @Test
  void aNameIsDescribedOnceByItsDefaultOrTheFirstInOrder() {
    Describing codec = new Describing();
    StandardServices.of(true, true, List.of(contract(One.class, "b", ""), contract(One.class, "a", "2"),
        contract(One.class, "a", "1"), contract(Two.class, "a", ""), contract(Two.class, "", "")), List.of(codec));
    assertThat(codec.described).containsExactly("demo.One (group a, version 1)", "demo.Two");
  }

  @Test
  void aServiceThatCannotBeDescribedIsLeftOutAndTheOthersAreNot() {
    Described described = Described.of(List.of(ServiceContract.of(One.class), ServiceContract.of(Two.class)),
        List.of(new Describing("demo.One")));
    assertThat(described.services()).containsExactly("demo.Two");
  }

  @Test
  void theHealthKnowsEachServiceByItsNameAndByItsGroupAndVersion() {
    Health health = StandardServices.of(true, false, List.of(contract(One.class, "blue", "1.2"),
        contract(One.class, "", "3"), contract(Two.class, "blue", ""), contract(Two.class, "", "")), List.of())
        .health().orElseThrow();
    assertThat(health.all().keySet()).containsExactly("", "demo.One", "demo.One//3", "demo.One/blue/1.2", "demo.Two",
        "demo.Two/blue/");
  }

  @Test
  void aServiceOfTheUsersIsNotReplacedInSilence() {
    List<ServiceContract> own = List.of(ServiceContract.of(OwnReflection.class));
    assertThat(StandardServices.of(true, false, own, List.of()).routes()).isNotEmpty();
    assertThatThrownBy(() -> StandardServices.of(true, true, own, List.of(new Describing())))
        .isInstanceOf(IllegalArgumentException.class).hasMessage("grpc.reflection.v1.ServerReflection is offered by "
            + "every server itself. To offer one of your own, switch that off: RpcServer.builder().reflection(false).");
  }
}
