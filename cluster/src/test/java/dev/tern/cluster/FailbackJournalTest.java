package dev.tern.cluster;

import static dev.tern.tck.ScriptedAttempts.answered;
import static dev.tern.tck.ScriptedAttempts.maybeExecuted;
import static dev.tern.tck.ScriptedAttempts.notExecuted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.AttachmentKey;
import dev.tern.api.Attachments;
import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.FailbackKeys;
import dev.tern.api.FailbackStatus;
import dev.tern.api.RpcException;
import dev.tern.api.ServiceId;
import dev.tern.api.spi.Attempt;
import dev.tern.api.spi.Cluster;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Invoker;
import dev.tern.api.spi.Options;
import dev.tern.api.spi.Pushback;
import dev.tern.api.spi.Reply;
import dev.tern.cluster.journal.Journal;
import dev.tern.tck.Calls;
import dev.tern.tck.ScriptedAttempts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Failback with a journal: what the next process finds. */
class FailbackJournalTest {
  private static final Duration EVERY = Duration.ofSeconds(5);

  @TempDir
  private Path temporary;

  private ScriptedAttempts attempts = new ScriptedAttempts("10.0.0.7:9000");
  private final ToldTasks told = new ToldTasks();
  private final List<Cluster> open = new ArrayList<>();
  private int deaths;

  @AfterEach
  void close() {
    open.forEach(Cluster::close);
  }

  private Path journal() {
    return temporary.resolve("journal");
  }

  private Cluster cluster(Path directory) {
    Cluster made = told.failback(Options.parse("cluster", "failback?drain=100ms&journal=" + directory));
    open.add(made);
    return made;
  }

  private Reply call(Invoker invoker, String method, String argument) {
    return invoker.invoke(Calls.of(method, argument, attempts.clock())).toCompletableFuture().join();
  }

  private static String id(Reply reply) {
    return String.valueOf(reply.attachments().get(FailbackKeys.TASK_ID));
  }

  /** Ends the process at this moment, so that nothing of it happens any more. @return its files, as the next one finds them */
  private Path killed() throws IOException {
    attempts = new ScriptedAttempts("10.0.0.7:9000");
    Path copy = Files.createDirectory(temporary.resolve("killed" + ++deaths));
    try (Stream<Path> files = Files.list(journal())) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return copy;
  }

  private static FailbackStatus status(Cluster cluster) {
    return cluster.failback().orElseThrow();
  }

  private void pass(Duration time) {
    attempts.scheduler().advance(time);
  }

  @Test
  void whatWasTakenOverIsTriedByTheNextProcessWithAllThatTravelsWithIt() throws Exception {
    AttachmentKey<String> trace = AttachmentKey.of("trace").persistent();
    AttachmentKey<String> token = AttachmentKey.of("authorization");
    Invoker invoker = cluster(journal()).over(attempts);
    attempts.then(notExecuted("refused")).then(maybeExecuted("reset"));
    Invocation call = Calls.of("greet", "Ada", attempts.clock());
    Reply first = invoker.invoke(call.withAttachments(Attachments.empty().with(trace, "t1").with(token, "s3cret")))
        .toCompletableFuture().join();
    call(invoker, "find", "Bob");
    Path left = killed();

    Cluster next = cluster(left);
    next.over(attempts);
    assertThat(status(next).pending()).isEqualTo(2);
    assertThat(status(next).replayed()).isEqualTo(2);
    assertThat(status(next).journal()).isEqualTo(left.resolve("demo.Greeting+greet.journal"));
    attempts.thenAlways(answered("hello"));
    told.events.clear();
    pass(EVERY);

    assertThat(told.events).contains("delivered " + id(first));
    Invocation sent = attempts.made().stream().map(ScriptedAttempts.Made::invocation)
        .filter(each -> each.arguments().contains("Ada")).findFirst().orElseThrow();
    assertThat(sent.attachments().get(trace)).isEqualTo("t1");
    assertThat(sent.attachments().persistentNames()).isEqualTo("trace");
    assertThat(sent.attachments().get(FailbackKeys.IDEMPOTENCY_KEY)).isEqualTo(id(first));
    assertThat(sent.attachments().get(token)).as("a credential is not written down").isNull();
    assertThat(Files.readString(left.resolve("demo.Greeting+greet.journal"), StandardCharsets.ISO_8859_1))
        .doesNotContain("s3cret");
    assertThat(status(next).pending()).isZero();
  }

  @Test
  void whatWasDeliveredOrLostIsNotTriedByTheNextProcess() throws Exception {
    Invoker invoker = cluster(journal()).over(attempts);
    attempts.then(notExecuted("refused")).then(answered("hello"));
    call(invoker, "find", "delivered");
    pass(EVERY);
    attempts.thenAlways(notExecuted("refused"));
    call(invoker, "find", "lost");
    pass(EVERY.multipliedBy(3));
    assertThat(told.events).anyMatch(event -> event.startsWith("delivered ")).anyMatch(event -> event.startsWith("lost "));

    Cluster next = cluster(killed());
    next.over(attempts);

    assertThat(status(next).replayed()).isZero();
  }

  @Test
  void aCallThatMayNotRunTwiceAndWasBeingSentWhenItsProcessDiedIsNotSentAgain() throws Exception {
    Invoker invoker = cluster(journal()).over(attempts);
    attempts.thenAlways(notExecuted("refused"));
    String greet = id(call(invoker, "greet", "Ada"));
    String find = id(call(invoker, "find", "Bob"));
    attempts.thenAlways(made -> new CompletableFuture<>());
    pass(EVERY);
    assertThat(attempts.made()).hasSize(4);
    Path left = killed();
    told.events.clear();

    Cluster next = cluster(left);
    next.over(attempts);
    attempts.thenAlways(answered("hello"));
    pass(EVERY);

    assertThat(told.events).containsExactly("lost " + greet, "delivered " + find);
    assertThat(told.lost.get(0).execution()).isEqualTo(Execution.MAYBE_EXECUTED);
    assertThat(left.resolve("demo.Greeting+greet.journal.aside")).isNotEmptyFile();
  }

  @Test
  void aCallThatMayNotRunTwiceIsSentAgainIfItsLastTryCertainlyReachedNobody() throws Exception {
    Invoker invoker = cluster(journal()).over(attempts);
    attempts.thenAlways(notExecuted("refused"));
    String id = id(call(invoker, "greet", "Ada"));
    pass(EVERY.multipliedBy(2));

    cluster(killed()).over(attempts);
    attempts.thenAlways(answered("hello"));
    told.events.clear();
    pass(EVERY);

    assertThat(told.events).contains("delivered " + id);
  }

  @Test
  void whatCanNoLongerBeDecodedIsPutAsideAndCounted() throws Exception {
    Invoker invoker = cluster(journal()).over(attempts);
    attempts.thenAlways(notExecuted("refused"));
    call(invoker, "find", ScriptedAttempts.UNREADABLE);
    call(invoker, "find", "readable");
    Path left = killed();

    Cluster next = cluster(left);
    next.over(attempts);

    FailbackStatus status = status(next);
    assertThat(status.unreadable()).isEqualTo(1);
    assertThat(status.pending()).isEqualTo(1);
    assertThat(status.replayed()).isEqualTo(2);
    assertThat(left.resolve("demo.Greeting+greet.journal.aside")).isNotEmptyFile();
  }

  @Test
  void whoeverClosesTriesOnceMoreAndLeavesTheRestStored() throws Exception {
    Cluster cluster = cluster(journal());
    Invoker invoker = cluster.over(attempts);
    attempts.thenAlways(notExecuted("refused"));
    String first = id(call(invoker, "find", "a"));
    String second = id(call(invoker, "find", "b"));
    attempts.then(answered("hello"));

    cluster.close();

    assertThat(told.events).containsExactly("accepted " + first, "accepted " + second, "delivered " + first);
    attempts.thenAlways(answered("hello"));
    cluster(journal()).over(attempts);
    pass(EVERY);
    assertThat(told.events).endsWith("delivered " + second);
  }

  @Test
  void whatCannotBeStoredIsRefusedAndWhatCannotBeMarkedIsNotSent() {
    Journals journals = new Journals(name -> Runnable::run);
    Cluster cluster = new Failback(FailbackOptions.of(Options.parse("cluster", "failback?drain=100ms&journal=" + journal())),
        journals, () -> List.of(told), name -> Runnable::run, Runnable::run, 0, () -> told.random);
    open.add(cluster);
    Invoker invoker = cluster.over(attempts);
    attempts.thenAlways(notExecuted("refused"));
    String kept = id(call(invoker, "greet", "a"));
    Journal file = journals.use(journal(), Calls.method("greet")).journal();
    journals.release(file);
    journals.release(file); // it takes nothing any more

    CompletableFuture<Reply> refused = invoker.invoke(Calls.of("greet", "b", attempts.clock())).toCompletableFuture();
    assertThatThrownBy(refused::join).hasCauseInstanceOf(RpcException.class).hasMessageEndingWith(
        "  failback does not try it again: it cannot be stored in " + journal() + "/demo.Greeting+greet.journal: it is closed");
    int made = attempts.made().size();
    pass(EVERY.multipliedBy(3));

    assertThat(attempts.made()).hasSize(made);
    assertThat(told.events).containsExactly("accepted " + kept, "refused", "lost " + kept);
    assertThat(told.lost.get(0)).hasMessageContaining("not tried, since ");
    assertThat(status(cluster).pending()).isZero();
  }

  @Test
  void whatCannotBePutAsideStaysForTheNextProcess() throws Exception {
    Cluster cluster = cluster(journal());
    Invoker invoker = cluster.over(attempts);
    attempts.thenAlways(notExecuted("refused"));
    String id = id(call(invoker, "find", "Ada"));
    Files.createDirectory(journal().resolve("demo.Greeting+greet.journal.aside"));
    pass(EVERY.multipliedBy(3));
    assertThat(told.events).containsExactly("accepted " + id, "lost " + id);
    assertThat(status(cluster).pending()).isZero();
    cluster.close();
    attempts.thenAlways(answered("hello"));

    cluster(journal()).over(attempts);
    pass(EVERY);

    assertThat(told.events).endsWith("delivered " + id);
  }

  @Test
  void whatIsStoredIsEncodedOnTheWorkerAndToldOnNeitherThatNorTheJournalsThread() {
    Queue<Runnable> worker = new ArrayDeque<>();
    Queue<Runnable> callers = new ArrayDeque<>();
    Options options = Options.parse("cluster", "failback?drain=1ms&journal=" + journal());
    Cluster cluster = new Failback(FailbackOptions.of(options),
        new Journals(name -> Runnable::run), () -> List.of(told), name -> worker::add, callers::add, 0,
        () -> told.random);
    open.add(cluster);
    List<String> encoded = new ArrayList<>();
    Object argument = new Object() {
      @Override
      public String toString() {
        encoded.add("encoded");
        return "Ada";
      }
    };
    attempts.thenAlways(notExecuted("refused"));

    CompletableFuture<Reply> outcome =
        cluster.over(attempts).invoke(Calls.of("find", argument, attempts.clock())).toCompletableFuture();

    assertThat(encoded).isEmpty();
    worker.remove().run();
    assertThat(encoded).hasSize(1);
    assertThat(outcome).as("it is stored, and not told there").isNotDone();
    assertThat(worker).isEmpty();
    callers.remove().run();
    assertThat(outcome).isCompleted();
  }

  @Test
  void whoeverIsToldMayMakeAnotherCallThatFailsAndWaitForIt() throws Exception {
    Cluster cluster = new Failback(FailbackOptions.of(Options.parse("cluster", "failback?drain=1ms&journal=" + journal())),
        new Journals(FailbackFactory::thread), () -> List.of(told), FailbackFactory::thread, FailbackFactory.callers(), 0,
        () -> told.random);
    open.add(cluster);
    Invoker invoker = cluster.over(attempts);
    attempts.then(attempts.after(Duration.ofMillis(1), notExecuted("refused"))).thenAlways(notExecuted("refused"));

    CompletableFuture<Reply> outcome = invoker.invoke(Calls.of("find", "Ada", attempts.clock())).toCompletableFuture()
        .thenApply(first -> call(invoker, "find", "Bob"));
    attempts.scheduler().advance(Duration.ofMillis(1));

    assertThat(outcome.get(10, TimeUnit.SECONDS).attachments().get(FailbackKeys.TASK_ID)).isNotNull();
    assertThat(status(cluster).pending()).isEqualTo(2);
  }

  @Test
  void twoProxiesOfOneClientShareAFile() throws Exception {
    Journals journals = new Journals(name -> Runnable::run);
    Journals.Used first = journals.use(journal(), Calls.method("greet"));
    Journals.Used second = journals.use(journal(), Calls.method("greet"));
    assertThat(second.journal()).isSameAs(first.journal());
    assertThat(first.isFirst()).isTrue();
    assertThat(second.isFirst()).isFalse();
    assertThat(journals.use(journal(), Calls.method("find")).journal()).isNotSameAs(first.journal());

    journals.release(first.journal());
    assertThatThrownBy(() -> new Journals(name -> Runnable::run).use(journal(), Calls.method("greet")))
        .hasMessageContaining("another client of this process has it open");
    journals.release(second.journal());
    Journals other = new Journals(name -> Runnable::run);
    other.release(other.use(journal(), Calls.method("greet")).journal());
  }

  @Test
  void noTwoMethodsHaveOneFile() {
    assertThat(Journals.name(ServiceId.of("demo.Orders"), "place")).isEqualTo("demo.Orders+place.journal");
    assertThat(Journals.name(new ServiceId("demo.Orders", "blue", ""), "place")).isEqualTo("demo.Orders@blue@+place.journal");
    assertThat(Journals.name(new ServiceId("demo.Orders", "", "1.2"), "place")).isEqualTo("demo.Orders@@1.2+place.journal");
    String longest = Journals.name(ServiceId.of("a".repeat(256)), "m".repeat(100));
    assertThat(longest).hasSize(208).isNotEqualTo(Journals.name(ServiceId.of("a".repeat(256)), "m".repeat(99)));
  }

  @Test
  void anIdempotentCallThatIsLateLeavesTimeToStoreIt() {
    Invoker invoker = cluster(journal()).over(attempts);
    attempts.thenAlways(attempts.silent());

    CompletableFuture<Reply> outcome = invoker.invoke(Calls.of("find", "Ada", attempts.clock())).toCompletableFuture();
    pass(Calls.TIMEOUT.minusMillis(51));
    assertThat(outcome).isNotDone();
    pass(Duration.ofMillis(1));

    assertThat(id(outcome.join())).isNotEqualTo("null");
    assertThat(told.accepted.get(0)).hasMessageStartingWith("demo.Greeting/find took longer than 500 ms");
  }

  @Test
  void aProvidersWordOnNoRetryIsNotTakenForOneOnTomorrow() {
    Invoker invoker = cluster(journal()).over(attempts);
    attempts.then(ScriptedAttempts.ended(new Attempt.NotExecuted(RpcException.notExecuted(Code.UNAVAILABLE, "busy"),
        Pushback.NEVER))).then(answered("hello"));

    String id = id(call(invoker, "greet", "Ada"));
    pass(EVERY);

    assertThat(told.events).containsExactly("accepted " + id, "delivered " + id);
  }
}
