package dev.tern.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.tern.it.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * What breaks in production, judged by the ledger: short versions of some scenarios in every run; those that
 * {@code ./check --faults} names, in full length. The report is {@code target/faults/report.md}.
 */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsTest {
  /** As {@link Scenarios#chosen} takes it. */
  private static final String CHOSEN = System.getProperty("terntest.faults", "");
  private static final String REGISTRY = System.getProperty("terntest.faults.registry", "file");
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final boolean full = !CHOSEN.isEmpty();
  private final List<Scenario> scenarios = Scenarios.chosen(CHOSEN);
  private static final Report REPORT = new Report(Path.of("target", "faults").toAbsolutePath());

  @BeforeAll
  void forget() throws IOException {
    REPORT.forget(scenarios);
  }

  @TestFactory
  Stream<DynamicTest> everyPromiseHolds() {
    return scenarios.stream().map(scenario -> DynamicTest.dynamicTest(scenario.id() + ": " + scenario.text(), () -> {
      if (scenario.alone()) {
        playAlone(scenario);
      } else {
        REPORT.add(Run.of(scenario, REGISTRY, full, REPORT.ledger(scenario)));
      }
      String details = REPORT.details(scenario);
      System.out.println(details);
      assertThat(details).as("findings of " + scenario.id()).contains("holds ").doesNotContain("BROKEN");
    }));
  }

  private void playAlone(Scenario scenario) {
    String refusal = PrivateNetwork.filterRefusal();
    if (refusal != null) {
      System.out.println("NOT TESTED: " + scenario.id() + ", " + scenario.text() + ": " + refusal);
      abort("NOT TESTED: " + refusal);
    }
    try (ChildJvm alone = ChildJvm.startBehind(PrivateNetwork.COMMAND, Alone.class, scenario.id(), REGISTRY,
        Boolean.toString(full))) {
      alone.await("told", LONGEST);
    }
  }

  /** One scenario on a network of its own. */
  static final class Alone {
    private Alone() {}

    /** @param arguments id, registry, whether in full length */
    public static void main(String[] arguments) throws Exception {
      Scenario scenario = Scenarios.chosen(arguments[0]).get(0);
      REPORT.add(Run.of(scenario, arguments[1], Boolean.parseBoolean(arguments[2]), REPORT.ledger(scenario)));
      System.out.println("told");
      System.exit(0);
    }
  }

  @AfterAll
  void tell() throws IOException {
    System.out.println(scenarios.isEmpty() ? Scenarios.list() : REPORT.write(scenarios));
  }
}
