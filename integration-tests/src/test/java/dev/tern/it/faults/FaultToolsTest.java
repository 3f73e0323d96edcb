package dev.tern.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.Code;
import dev.tern.api.Endpoint;
import dev.tern.api.RpcException;
import dev.tern.examples.ledger.AttemptLog;
import dev.tern.examples.ledger.ExecutionLog;
import dev.tern.examples.ledger.OutcomeLog;
import dev.tern.it.ChildJvm;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the tools do the harm they promise, and that a judgement finds what is wrong. */
class FaultToolsTest {
  private static final Duration DEADLINE = Duration.ofSeconds(1);

  @TempDir
  private Path directory;

  private final List<Stage.Member> providers = new ArrayList<>();
  private final List<ExecutionLog> executions = new ArrayList<>();
  private Stage.Consumer consumer;
  private OutcomeLog outcomes;
  private AttemptLog attempts;

  @BeforeEach
  void open() {
    consumer = new Stage.Consumer(null, directory.resolve("outcomes"), directory.resolve("attempts"));
    outcomes = OutcomeLog.create(consumer.outcomes());
    attempts = AttemptLog.create(consumer.attempts());
    for (int port = 1; port <= 3; port++) {
      providers.add(new Stage.Member(null, port, directory.resolve("executions-" + port)));
    }
    providers.forEach(provider -> executions.add(ExecutionLog.create(provider.executions())));
  }

  /** One call that went to each of these providers in turn, and ran on the last. */
  private OutcomeLog.Call ran(boolean idempotent, int... ports) {
    OutcomeLog.Call call = outcomes.begin(idempotent, DEADLINE);
    for (int port : ports) {
      attempts.append(call.id(), new Endpoint("127.0.0.1", port));
    }
    executions.get(ports[ports.length - 1] - 1).append(call.id());
    return call;
  }

  private Records records(Map<String, Long> marks) {
    return new Records(0, marks, providers, List.of(consumer));
  }

  private static List<String> broken(Scenario scenario, Records records) {
    Findings findings = new Findings();
    scenario.judge(records, findings);
    return findings.all().stream().filter(finding -> !finding.holds()).map(Findings.Finding::text).toList();
  }

  @Test
  void aRunWithoutFaultHoldsIfEveryCallRanOnceAndAllProvidersDidTheSame() {
    long settled = System.nanoTime();
    for (int i = 0; i < 30; i++) {
      ran(i % 2 == 0, i % 3 + 1).ok();
    }
    assertThat(broken(new Crashes.NoFault(), records(Map.of("settled", settled)))).isEmpty();
  }

  @Test
  void aRunWithoutFaultIsBrokenByOneFailureOneRepetitionOrAnUnfairShare() {
    long settled = System.nanoTime();
    for (int i = 0; i < 30; i++) {
      ran(true, i % 3 + 1).ok();
    }
    ran(true, 1).failed(new RpcException(Code.UNAVAILABLE, "gone"));
    OutcomeLog.Call repeated = ran(true, 1, 2);
    executions.get(0).append(repeated.id());
    repeated.ok();
    assertThat(broken(new Crashes.NoFault(), records(Map.of("settled", settled))))
        .anyMatch(text -> text.startsWith("no call fails: 1"))
        .anyMatch(text -> text.startsWith("executions per call at most"))
        .anyMatch(text -> text.startsWith("a provider's distance from its fair share"));
  }

  @Test
  void aKillIsJudgedByWhoWasInTheVictimsHands() {
    long now = System.nanoTime();
    ran(false, 2).failed(new RpcException(Code.UNAVAILABLE, "killed"));
    Map<String, Long> later = killedAt(now + 1_000_000_000L);
    assertThat(broken(new Crashes.KilledProvider(), records(later))).isEmpty();

    ran(false, 1).failed(new RpcException(Code.UNAVAILABLE, "of another"));
    ran(true, 2).failed(new RpcException(Code.UNAVAILABLE, "idempotent"));
    assertThat(broken(new Crashes.KilledProvider(), records(later)))
        .anyMatch(text -> text.startsWith("no idempotent call fails: 1"))
        .anyMatch(text -> text.startsWith("others fail only in the victim's hands: 1"));

    assertThat(broken(new Crashes.KilledProvider(), records(killedAt(now - 5_000_000_000L))))
        .anyMatch(text -> text.startsWith("no call that begins a second later fails: 3"));
  }

  private static Map<String, Long> killedAt(long nanos) {
    return Map.of("kill -9 of one", nanos, "kill -9 of one, done", nanos);
  }

  @Test
  void attemptsAreCountedForTheCallsOfATimeAndByWhereTheyWent() {
    long before = System.nanoTime();
    ran(true, 1, 2, 3).ok();
    ran(true, 1).ok();
    long between = System.nanoTime();
    ran(true, 2).ok();
    Records records = records(Map.of());
    assertThat(records.attemptsPerCall(before, between)).isEqualTo(2);
    assertThat(records.attemptsPerCall()).isEqualTo(5 / 3.0);
    assertThat(records.percentTo(providers.get(0), before, between)).isEqualTo(50);
    assertThat(records.percentTo(providers.get(1), between, Long.MAX_VALUE)).isEqualTo(100);
  }

  @Test
  void anUnknownScenarioIsRefusedNamingThoseThatThereAre() {
    assertThatThrownBy(() -> Scenarios.chosen("D1,X9")).isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("scenario X9 (expected: D1, D2, ");
    assertThat(Scenarios.chosen("d2")).singleElement().matches(scenario -> scenario.id().equals("D2"));
    assertThat(Scenarios.all()).extracting(Scenario::id).doesNotHaveDuplicates();
  }

  @Test
  void whatGoesThroughASlowLinkArrivesThatMuchLaterAndWhole() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        SlowLink link = new SlowLink(server.getLocalPort());
        Socket consumer = new Socket(InetAddress.getLoopbackAddress(), link.port());
        Socket provider = server.accept()) {
      link.delay(300);
      long sent = System.nanoTime();
      consumer.getOutputStream().write(new byte[100_000]);
      InputStream in = provider.getInputStream();
      assertThat(in.readNBytes(100_000)).hasSize(100_000);
      assertThat(System.nanoTime() - sent).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(300));
      sent = System.nanoTime();
      provider.getOutputStream().write(1);
      assertThat(consumer.getInputStream().read()).isEqualTo(1);
      assertThat(System.nanoTime() - sent).as("the way back").isLessThan(TimeUnit.MILLISECONDS.toNanos(300));
    }
  }

  /** Uses all the processor time it can get. */
  static final class Spinner {
    private Spinner() {}

    public static void main(String[] arguments) {
      System.out.println("spinning");
      while (true) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void aThrottledProcessGetsLittleOfAProcessorAndMoreOnceItIsLetGo() throws Exception {
    try (ChildJvm spinner = ChildJvm.start(Spinner.class)) {
      spinner.await("spinning");
      ProcessHandle process = ProcessHandle.of(spinner.pid()).orElseThrow();
      double free = shareOf(process); // on a busy machine not much either
      try (Throttle throttle = Throttle.of(spinner.pid(), 1)) {
        assertThat(shareOf(process)).as(throttle.means).isLessThan(free / 2);
      }
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> shareOf(process) > free / 2);
    }
  }

  /** Of one processor, in two seconds. */
  private static double shareOf(ProcessHandle process) {
    Duration used = process.info().totalCpuDuration().orElseThrow();
    long begun = System.nanoTime();
    Awaitility.await().pollInterval(Duration.ofMillis(50)).until(() -> System.nanoTime() - begun > 2_000_000_000L);
    return (double) process.info().totalCpuDuration().orElseThrow().minus(used).toNanos() / (System.nanoTime() - begun);
  }
}
