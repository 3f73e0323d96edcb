package dev.tern.it;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The classes of the transport are there before they are needed: the JVM itself says when it loads them. */
class PreloadTest {
  @Test
  void aClientThatIsBuiltBeginsToLoadItsTransport() {
    try (ChildJvm child = start("client")) {
      child.await("io.grpc.internal.ManagedChannelImpl ");
    }
  }

  @Test
  void aServerThatIsGivenAServiceBeginsToLoadItsTransport() {
    try (ChildJvm child = start("server")) {
      child.await("io.grpc.internal.ServerImpl ");
    }
  }

  private static ChildJvm start(String half) {
    return ChildJvm.startWith(System.getProperty("java.class.path"), List.of("-Xlog:class+load:stdout:none"),
        PreloadMain.class, half);
  }
}
