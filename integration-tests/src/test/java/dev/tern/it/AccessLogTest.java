package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.AttachmentKey;
import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.core.RpcClient;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One line for each call, on either side, that tells no secret. */
class AccessLogTest {
  private static final AttachmentKey TOKEN = AttachmentKey.of("it-token");

  private final World world = new World();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  private static List<String> lines(Logs logs, int count) {
    Awaitility.await().until(() -> logs.lines().size() >= count);
    return logs.lines().stream().map(line -> line.replaceAll(" ms=\\d+\\.\\d{3}$", " ms=#")
        .replaceAll("^(serve .*) peer=127\\.0\\.0\\.1:\\d+ ", "$1 peer=consumer ")).sorted().toList();
  }

  @Test
  void bothSidesWriteOneLineForACallWithoutItsArgumentsAndAttachments() {
    try (Logs logs = Logs.of("tern.access")) {
      String address = world.serve(builder -> builder.service(new WorkProvider("s3cr3t")).accessLog()).address()
          .toString();
      assertThat(world.client(builder -> builder.accessLog().filter((invocation, next) -> next.invoke(
          invocation.withAttachments(invocation.attachments().with(TOKEN, "s3cr3t"))))).create(Work.class)
          .once("s3cr3t", 0)).isEqualTo("s3cr3t");
      assertThat(lines(logs, 2)).containsExactly(
          "call dev.tern.it.Work/once peer=" + address + " code=OK executed=yes attempts=1 ms=#",
          "serve dev.tern.it.Work/once peer=consumer code=OK executed=yes ms=#");
      assertThat(logs.lines()).noneMatch(line -> line.contains("s3cr3t"));
    }
  }

  @Test
  void theLineOfAFailoverCountsItsAttemptsAndNamesWhereTheLastWent() {
    try (Logs logs = Logs.of("tern.access")) {
      String nobody = Peers.refusing();
      Work work = world.closing(RpcClient.builder().direct(nobody).accessLog().build()).create(Work.class);
      Failing.call(() -> work.once("a", 0));
      assertThat(lines(logs, 1)).containsExactly(
          "call dev.tern.it.Work/once peer=" + nobody + " code=UNAVAILABLE executed=no attempts=3 ms=#");
    }
  }

  @Test
  void aFailureIsWrittenAsItIsTold() {
    try (Logs logs = Logs.of("tern.access")) {
      WorkProvider provider = new WorkProvider("near", id -> {
        switch (id) {
          case "chosen" -> throw new RpcException(Code.NOT_FOUND, "s3cr3t");
          case "leaked" -> throw RpcException.notExecuted(Code.UNAVAILABLE, "s3cr3t of another call");
          default -> throw new IllegalStateException("s3cr3t");
        }
      });
      String address = world.serve(builder -> builder.service(provider).accessLog().filter((invocation, next) -> {
        if (invocation.arguments().contains("refused")) {
          throw RpcException.notExecuted(Code.PERMISSION_DENIED, "not you");
        }
        return next.invoke(invocation);
      })).address().toString();
      Work work = world.client(builder -> builder.accessLog()).create(Work.class);
      for (String id : List.of("chosen", "leaked", "broken", "refused")) {
        Failing.call(() -> work.once(id, 0));
      }
      String call = "call dev.tern.it.Work/once peer=" + address;
      String serve = "serve dev.tern.it.Work/once peer=consumer";
      assertThat(lines(logs, 8)).containsExactlyInAnyOrder(
          call + " code=NOT_FOUND executed=maybe attempts=1 ms=#", serve + " code=NOT_FOUND executed=maybe ms=#",
          call + " code=UNKNOWN executed=maybe attempts=1 ms=#", serve + " code=UNKNOWN executed=maybe ms=#",
          call + " code=UNKNOWN executed=maybe attempts=1 ms=#", serve + " code=UNKNOWN executed=maybe ms=#",
          call + " code=PERMISSION_DENIED executed=no attempts=1 ms=#",
          serve + " code=PERMISSION_DENIED executed=no ms=#");
      assertThat(logs.lines()).noneMatch(line -> line.contains("s3cr3t"));
    }
  }

  @Test
  void itIsNotThereByDefaultAndSilentWhileItsLoggerIsOff() {
    world.serve(builder -> builder.service(new WorkProvider("near")).accessLog());
    try (Logs logs = Logs.of("tern.access")) {
      world.serve(new WorkProvider("other"));
      world.direct(world.serve(new WorkProvider("third")).address().toString()).create(Work.class).once("a", 0);
      assertThat(logs.lines()).isEmpty();
    }
    try (Logs logs = Logs.off("tern.access")) {
      world.client(builder -> builder.accessLog()).create(Work.class).once("a", 0);
      assertThat(logs.lines()).isEmpty();
    }
  }
}
