package dev.tern.examples.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.tern.api.Code;
import dev.tern.api.Endpoint;
import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What both sides write, and that many threads, an interrupt and a kill -9 do not spoil it. */
class LogsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  @TempDir
  private Path directory;

  private Path executions;
  private Path outcomes;

  @BeforeEach
  void name() {
    executions = directory.resolve("executions");
    outcomes = directory.resolve("outcomes");
  }

  private Verdict verdict() {
    return Verdict.of(List.of(executions), List.of(outcomes));
  }

  @Test
  void whatBothSidesWriteIsWhatTheVerdictReads() {
    try (ExecutionLog provider = ExecutionLog.create(executions); OutcomeLog consumer = OutcomeLog.create(outcomes)) {
      OutcomeLog.Call answered = consumer.begin(false, TIMEOUT);
      provider.append(answered.id());
      answered.ok();
      consumer.begin(true, TIMEOUT).failed(RpcException.notExecuted(Code.UNAVAILABLE, "no endpoint"));
    }

    assertThat(verdict().toString()).startsWith("ledger: 2 calls, 1 OK, 1 failed, 1 executions, every rule holds\n");
  }

  @Test
  void everyCallCanBeReadWithHowItEnded() {
    try (OutcomeLog consumer = OutcomeLog.create(outcomes)) {
      OutcomeLog.Call answered = consumer.begin(false, TIMEOUT);
      OutcomeLog.Call failed = consumer.begin(true, TIMEOUT);
      failed.failed(RpcException.notExecuted(Code.UNAVAILABLE, "no endpoint"));
      answered.ok();
      consumer.begin(true, TIMEOUT);

      List<Outcome> calls = Outcome.read(List.of(outcomes));
      assertThat(calls).hasSize(3);
      assertThat(calls.get(0)).satisfies(call -> {
        assertThat(call.id()).isEqualTo(answered.id());
        assertThat(call.ok()).isTrue();
        assertThat(call.idempotent()).isFalse();
        assertThat(call.tookNanos()).isPositive();
        assertThat(call.timeoutNanos()).isEqualTo(TIMEOUT.toNanos());
      });
      assertThat(calls.get(1).failed()).isTrue();
      assertThat(calls.get(1).end()).extracting("label", "code")
          .containsExactly(Execution.NOT_EXECUTED, Code.UNAVAILABLE);
      assertThat(calls.get(2).end()).as("still under way").isNull();
    }
  }

  @Test
  void everyAttemptIsNotedWithWhereItWent() {
    Path attempts = directory.resolve("attempts");
    try (AttemptLog log = AttemptLog.create(attempts)) {
      long before = System.nanoTime();
      log.append("a-1", new Endpoint("127.0.0.1", 9001));
      log.append("a-1", new Endpoint("127.0.0.1", 9002));
      assertThat(AttemptLog.read(attempts)).extracting(AttemptLog.Line::id, AttemptLog.Line::port)
          .containsExactly(tuple("a-1", 9001), tuple("a-1", 9002));
      assertThat(AttemptLog.read(attempts)).allMatch(line -> line.atNanos() - before >= 0);
    }
  }

  @Test
  void theLabelIsFoundInsideWhatAFutureThrows() {
    try (ExecutionLog provider = ExecutionLog.create(executions); OutcomeLog consumer = OutcomeLog.create(outcomes)) {
      OutcomeLog.Call call = consumer.begin(false, TIMEOUT);
      provider.append(call.id());
      call.failed(new CompletionException(RpcException.notExecuted(Code.UNAVAILABLE, "so it says")));
    }

    assertThat(verdict().broken(Rule.L2)).isEqualTo(1);
  }

  @Test
  void aDeclaredExceptionIsAnAnswerOfAHandlerThatRan() {
    try (ExecutionLog provider = ExecutionLog.create(executions); OutcomeLog consumer = OutcomeLog.create(outcomes)) {
      OutcomeLog.Call call = consumer.begin(false, TIMEOUT);
      provider.append(call.id());
      call.failed(new IllegalStateException("declared"));
    }

    assertThat(verdict().holds()).isTrue();
  }

  @Test
  void everyLineOfManyThreadsIsWhole() throws InterruptedException {
    Set<String> ids = ConcurrentHashMap.newKeySet();
    try (ExecutionLog provider = ExecutionLog.create(executions); OutcomeLog consumer = OutcomeLog.create(outcomes)) {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        threads.add(new Thread(() -> {
          for (int n = 0; n < 500; n++) {
            OutcomeLog.Call call = consumer.begin(false, TIMEOUT);
            provider.append(call.id());
            call.ok();
            ids.add(call.id());
          }
        }));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
    }

    assertThat(ids).hasSize(4_000);
    assertThat(ExecutionLog.read(executions)).hasSize(4_000).containsAll(ids);
    assertThat(verdict().toString())
        .startsWith("ledger: 4000 calls, 4000 OK, 0 failed, 4000 executions, every rule holds\n");
  }

  @Test
  void anInterruptedHandlerDoesNotCloseTheLogForTheOthers() {
    try (ExecutionLog log = ExecutionLog.create(executions)) {
      Thread.currentThread().interrupt();
      log.append("a-1");
      assertThat(Thread.interrupted()).isTrue();
      log.append("a-2");
    }

    assertThat(ExecutionLog.read(executions)).containsExactly("a-1", "a-2");
  }

  @Test
  void whatWasAppendedSurvivesAKill() throws Exception {
    Process provider = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-cp",
        System.getProperty("java.class.path"), Appender.class.getName(), executions.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    assertThat(provider.inputReader().readLine()).isEqualTo("appended");
    provider.destroyForcibly();

    assertThat(provider.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(ExecutionLog.read(executions)).containsExactly("a-1", "a-2");
  }

  /** Appends two ids, says so and waits to be killed. */
  static final class Appender {
    public static void main(String[] arguments) throws InterruptedException {
      ExecutionLog log = ExecutionLog.create(Path.of(arguments[0]));
      log.append("a-1");
      log.append("a-2");
      System.out.println("appended");
      Thread.sleep(60_000);
    }
  }

  @Test
  void anIdThatWouldNotBeOneLineIsRefused() {
    try (ExecutionLog log = ExecutionLog.create(executions)) {
      assertThatThrownBy(() -> log.append("a\nb")).isInstanceOf(IllegalArgumentException.class)
          .hasMessage("call id (expected: printable ASCII without spaces)");
      assertThatThrownBy(() -> log.append("")).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aLogIsNotContinuedByAnotherProcess() {
    ExecutionLog.create(executions).close();

    assertThatThrownBy(() -> ExecutionLog.create(executions)).isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(executions + " cannot be created");
  }
}
