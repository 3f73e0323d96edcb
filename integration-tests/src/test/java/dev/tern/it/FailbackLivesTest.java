package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.examples.ledger.ExecutionLog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** P13, B3: what becomes of accepted calls when their consumer's process ends, in any way. Judged by the ledger. */
class FailbackLivesTest {
  private static final int CALLS = 40;

  @TempDir
  private Path directory;

  private ChildJvm consumer(Fleet fleet, String options, String prefix) {
    ChildJvm consumer =
        ChildJvm.start(FailbackMain.class, fleet.registry(), "failback?" + options, prefix);
    consumer.await("ready");
    return consumer;
  }

  private static List<String> accepted(ChildJvm consumer) {
    return consumer.output().stream().filter(line -> line.startsWith("accepted ")).map(line -> line.substring(9)).toList();
  }

  private static List<String> executed(Fleet fleet) {
    return fleet.ledgers().stream().flatMap(file -> ExecutionLog.read(file).stream()).toList();
  }

  @Test
  void aConsumerThatIsKilledAgainAndAgainLosesNoneOfWhatItAccepted() {
    Path journal = directory.resolve("journal");
    try (Fleet fleet = new Fleet(directory)) {
      List<String> promised = new ArrayList<>();
      for (int life = 0; life < 3; life++) {
        try (ChildJvm consumer = consumer(fleet, "queue=200&every=200ms&retries=10000&journal=" + journal, "life" + life)) {
          consumer.tell("once " + CALLS);
          consumer.tell("safe 1000000"); // it is killed in the middle of these
          int calls = CALLS + 20 * (life + 1);
          Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> accepted(consumer).size() >= calls);
          consumer.kill();
          promised.addAll(accepted(consumer));
        }
      }
      fleet.start(1);
      try (ChildJvm last = consumer(fleet, "every=200ms&retries=10000&journal=" + journal, "last")) {
        Awaitility.await().atMost(Duration.ofSeconds(120)).until(() -> executed(fleet).containsAll(promised));
        last.tell("status");
        assertThat(last.await("status ")).endsWith(" 0"); // lost
      }
      List<String> once = executed(fleet).stream().filter(id -> id.contains("-once-")).toList();
      assertThat(once).as("what is not idempotent").hasSize(3 * CALLS).doesNotHaveDuplicates();
    }
  }

  @Test
  void aConsumerThatIsKilledWhileItDeliversRepeatsOnlyWhatIsIdempotent() {
    Path journal = directory.resolve("journal");
    try (Fleet fleet = new Fleet(directory)) {
      List<String> promised;
      try (ChildJvm consumer = consumer(fleet, "every=100ms&retries=10000&journal=" + journal, "a")) {
        consumer.tell("once " + CALLS);
        consumer.tell("safe " + CALLS);
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> accepted(consumer).size() == 2 * CALLS);
        promised = accepted(consumer);
        fleet.start(1);
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> executed(fleet).size() > CALLS / 2);
        consumer.kill();
      }
      try (ChildJvm next = consumer(fleet, "every=100ms&retries=10000&journal=" + journal, "b")) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
          next.tell("status");
          assertThat(next.output()).anyMatch(line -> line.matches("status 0 0 \\d+ \\d+ \\d+"));
        });
        List<String> uncertain = next.output().stream().filter(line -> line.contains(" is lost: it was being sent ")).toList();
        List<String> missing = promised.stream().filter(id -> !executed(fleet).contains(id)).toList();
        assertThat(missing).as("not executed, and told with its id").hasSizeLessThanOrEqualTo(uncertain.size());
        assertThat(missing).allMatch(id -> id.contains("-once-"));
      }
      List<String> once = executed(fleet).stream().filter(id -> id.contains("-once-")).toList();
      assertThat(once).as("what is not idempotent runs no second time").doesNotHaveDuplicates();
    }
  }

  @Test
  void onSigtermWhatCannotBeDeliveredStaysInTheJournalAndIsDeliveredByTheNextProcess() {
    Path journal = directory.resolve("journal");
    try (Fleet fleet = new Fleet(directory)) {
      try (ChildJvm consumer = consumer(fleet, "every=1h&drain=2s&journal=" + journal, "a")) {
        consumer.tell("once " + CALLS);
        consumer.await("called");
        assertThat(accepted(consumer)).hasSize(CALLS);
        consumer.terminate();
        consumer.awaitExit();
        assertThat(consumer.output()).anyMatch(line -> line.contains("dev.tern.it.Work/once: " + CALLS + " tasks stay in " + journal))
            .anyMatch("closed"::equals).noneMatch(line -> line.contains(" is lost"));
      }
      fleet.start(1);
      try (ChildJvm next = consumer(fleet, "every=100ms&retries=1000&journal=" + journal, "b")) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> executed(fleet).size() >= CALLS);
        assertThat(next.output()).noneMatch(line -> line.contains(" is lost"));
      }
      assertThat(executed(fleet)).containsExactlyInAnyOrderElementsOf(
          IntStream.range(0, CALLS).mapToObj(i -> "a-once-" + i).toList());
    }
  }

  @Test
  void onSigtermWithoutAJournalEachCallIsDeliveredOrToldAsLost() {
    try (Fleet fleet = new Fleet(directory)) {
      try (ChildJvm lucky = consumer(fleet, "every=1h&drain=20s", "a");
          ChildJvm unlucky = consumer(fleet, "every=1h&drain=2s", "b")) {
        unlucky.tell("once " + CALLS);
        lucky.tell("once " + CALLS);
        unlucky.await("called");
        lucky.await("called");
        unlucky.terminate();
        unlucky.awaitExit();
        assertThat(unlucky.output().stream().filter(line -> line.contains("dev.tern.it.Work/once: task "))
            .filter(line -> line.contains(" is lost: its client was closed before it was delivered: UNAVAILABLE"))).hasSize(CALLS);
        fleet.start(1);
        lucky.tell("safe 1"); // it knows of the provider once this is answered
        Awaitility.await().until(() -> {
          lucky.tell("safe 1");
          return lucky.output().stream().anyMatch(line -> line.startsWith("answered "));
        });
        lucky.terminate();
        lucky.awaitExit();
      }
      assertThat(executed(fleet).stream().filter(id -> id.startsWith("a-once-"))).hasSize(CALLS).doesNotHaveDuplicates();
    }
  }
}
