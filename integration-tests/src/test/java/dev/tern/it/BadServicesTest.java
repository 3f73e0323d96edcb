package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import dev.tern.core.RpcServer;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What cannot work is refused at once, on both sides alike, and says what to do. */
class BadServicesTest {
  private final World world = new World();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  interface Bare {
    String call();
  }

  @RpcService
  interface Overloaded {
    String find(long id);

    String find(String name);
  }

  @RpcService
  interface Renamed {
    String find(long id);

    @RpcMethod(name = "findByName")
    String find(String name);
  }

  @RpcService
  interface Unsupported {
    String put(List<Thread> threads);
  }

  @Test
  void anInterfaceWithoutAnnotationIsRefused() {
    assertThat(onConsumer(Bare.class))
        .isEqualTo("ContractException: dev.tern.it.BadServicesTest.Bare: has no @RpcService. Annotate it.");
    Bare bare = () -> "";
    assertThat(refusal(() -> RpcServer.builder().service(bare))).isEqualTo("IllegalArgumentException: service: "
        + bare.getClass().getName()
        + " implements no interface with @RpcService. Annotate the interface that consumers call.");
    assertThat(refusal(() -> RpcServer.builder().service(Bare.class, bare, "", "")))
        .isEqualTo("ContractException: dev.tern.it.BadServicesTest.Bare: has no @RpcService. Annotate it.");
  }

  @Test
  void aClassInsteadOfAnInterfaceIsRefused() {
    assertThat(onConsumer(WorkProvider.class)).isEqualTo("ContractException: dev.tern.it.WorkProvider: is not an"
        + " interface. Name the interface that carries @RpcService.");
  }

  @Test
  void overloadsWithoutNamesAreRefusedAndWithNamesBothAnswer() {
    class Both implements Overloaded, Renamed {
      @Override
      public String find(long id) {
        return "id " + id;
      }

      @Override
      public String find(String name) {
        return "name " + name;
      }
    }
    String text = "ContractException: dev.tern.it.BadServicesTest.Overloaded: dev.tern.it.BadServicesTest.Overloaded"
        + ".find(String) and dev.tern.it.BadServicesTest.Overloaded.find(long) have the same name on the wire,"
        + " \"find\". Give one another with @RpcMethod(name = ...).";
    assertThat(onConsumer(Overloaded.class)).isEqualTo(text);
    assertThat(refusal(() -> RpcServer.builder().service(Overloaded.class, new Both(), "", ""))).isEqualTo(text);

    world.serve(builder -> builder.service(Renamed.class, new Both(), "", ""));
    Renamed renamed = world.client().create(Renamed.class);
    assertThat(renamed.find(7)).isEqualTo("id 7");
    assertThat(renamed.find("x")).isEqualTo("name x");
  }

  @Test
  void aTypeThatCannotTravelIsRefusedWithMethodAndParameter() {
    Unsupported provider = threads -> "";
    String text = "ContractException: dev.tern.it.BadServicesTest.Unsupported.put(List<Thread>), parameter threads:"
        + " java.lang.Thread is a JDK type that cannot travel. Use a record of your own, or one of"
        + " dev.tern.api.contract.Scalars.";
    assertThat(onConsumer(Unsupported.class)).isEqualTo(text);
    assertThat(refusal(() -> RpcServer.builder().service(Unsupported.class, provider, "", ""))).isEqualTo(text);
  }

  @Test
  void twoServicesOfOneIdOnOneServerAreRefused() {
    assertThat(refusal(() -> world.serve(new WorkProvider("a"), new WorkProvider("b")))).isEqualTo(
        "IllegalArgumentException: dev.tern.it.Work is offered twice."
            + " Give each its own group or version, or remove one.");
    assertThat(refusal(() -> world.serve(builder -> builder.service(Work.class, new WorkProvider("a"), "blue", "2")
        .service(Work.class, new WorkProvider("b"), "blue", "2")))).isEqualTo("IllegalArgumentException:"
        + " dev.tern.it.Work (group blue, version 2) is offered twice."
        + " Give each its own group or version, or remove one.");
  }

  private String onConsumer(Class<?> type) {
    return refusal(() -> world.direct("127.0.0.1:1").create(type));
  }

  private static String refusal(ThrowingCallable call) {
    return BadSettingsTest.refusal(call);
  }
}
