package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.core.RpcServer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a consumer is told of a failure that nobody declared: little, unless its provider is being developed. */
class DevelopmentModeTest {
  private final World world = new World();
  private final WorkProvider provider = new WorkProvider("near", id -> {
    switch (id) {
      case "chosen" -> throw new RpcException(Code.NOT_FOUND, "no such work");
      default -> throw new IllegalStateException("broken by " + id, new IllegalArgumentException("the root of it"));
    }
  });

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private static String loggedUnder(String id, Logs logs) {
    return logs.events().stream().filter(event -> event.getFormattedMessage().contains(id))
        .map(ILoggingEvent::getThrowableProxy).map(thrown -> thrown.getClassName() + ": " + thrown.getMessage())
        .findFirst().orElse("nothing");
  }

  @Test
  void inDevelopmentModeClassTextAndStackArrive() {
    try (Logs logs = Logs.of("dev.tern.core")) {
      world.serve(builder -> builder.service(provider).developmentMode());
      assertThat(logs.lines()).anyMatch(line -> line.startsWith("Development mode: consumers of 127.0.0.1 are told"));
      Work work = world.client().create(Work.class);
      RpcException told = Failing.call(() -> work.once("bug", 0));
      assertThat(told.code()).isEqualTo(Code.UNKNOWN);
      assertThat(told.execution()).isEqualTo(Execution.MAYBE_EXECUTED);
      assertThat(told.getMessage()).matches("(?s)dev\\.tern\\.it\\.Work/once at 127\\.0\\.0\\.1:\\d+:"
          + " java\\.lang\\.IllegalStateException: broken by bug\n    at dev\\.tern\\.it\\.DevelopmentModeTest\\..*"
          + "\n  caused by java\\.lang\\.IllegalArgumentException: the root of it\n.*"
          + "\n  Told in development mode; the provider's log has all of it under [0-9a-f]{16}");
      String id = told.getMessage().substring(told.getMessage().length() - 16);
      assertThat(loggedUnder(id, logs)).isEqualTo("java.lang.IllegalStateException: broken by bug");
      assertThat(Failing.told(Failing.call(() -> work.once("chosen", 0))))
          .isEqualTo("NOT_FOUND MAYBE_EXECUTED no such work");
    }
  }

  @Test
  void otherwiseOnlyAnIdArrivesWhichFindsTheLineInTheProvidersLog() {
    try (Logs logs = Logs.of("dev.tern.core")) {
      world.serve(builder -> builder.service(provider));
      RpcException told = Failing.call(() -> world.client().create(Work.class).once("bug", 0));
      assertThat(told.getMessage()).doesNotContain("bug", "Illegal", "Exception");
      Matcher id = Pattern.compile("under ([0-9a-f]{16})$").matcher(told.getMessage());
      assertThat(id.find()).isTrue();
      assertThat(loggedUnder(id.group(1), logs)).isEqualTo("java.lang.IllegalStateException: broken by bug");
    }
  }

  @Test
  void beyondLoopbackItIsRefusedUnlessAskedForByThatName() throws Exception {
    assertThatThrownBy(() -> RpcServer.builder().service(provider).host("0.0.0.0").usePlaintext()
        .developmentMode().start())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("developmentMode: 0.0.0.0 is not on this machine's loopback interface, and class, text and stack of"
            + " every failure would be told to whoever calls\n  Listen on 127.0.0.1, leave it out, or use"
            + " developmentModeBeyondLoopback() if nobody else reaches that address.");
    int port = world.serve(builder -> builder.service(provider).host("0.0.0.0").usePlaintext()
        .developmentModeBeyondLoopback()).port();
    RpcException told = Failing.call(() -> world.direct("127.0.0.1:" + port).create(Work.class).once("bug", 0));
    assertThat(told).hasMessageContaining("IllegalStateException: broken by bug");
  }
}
