package dev.tern.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.tck.ManualClock;
import dev.tern.tck.ManualScheduler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleFileTest {
  private static final Duration A_LOOK = Duration.ofMillis(500);

  private final ManualScheduler scheduler = new ManualScheduler(new ManualClock());
  private final RuleRouter router = new RuleRouter();

  @TempDir
  private Path directory;

  private Path write(String rules) throws IOException {
    Path next = Files.writeString(directory.resolve("next"), rules);
    return Files.move(next, directory.resolve("rules"), StandardCopyOption.ATOMIC_MOVE);
  }

  private RuleFile follow(Path file) {
    return RuleFile.follow(file, router, scheduler, Runnable::run, () -> { });
  }

  @Test
  void rulesAreReadAtOnceAndAgainWhenTheFileChanges() throws IOException {
    follow(write("a: => zone=eu"));
    assertThat(router).hasToString("RuleRouter[a: => zone=eu]");
    write("a: => zone=us");
    assertThat(router).as("not looked yet").hasToString("RuleRouter[a: => zone=eu]");
    scheduler.advance(A_LOOK);
    assertThat(router).hasToString("RuleRouter[a: => zone=us]");
    write("");
    scheduler.advance(A_LOOK);
    assertThat(router).hasToString("RuleRouter[]");
  }

  @Test
  void aFileThatBecomesWrongOrTooLongLeavesTheRulesAsTheyWere() throws IOException {
    follow(write("a: => zone=eu"));
    write("a: nonsense");
    scheduler.advance(A_LOOK);
    assertThat(router).hasToString("RuleRouter[a: => zone=eu]");
    write("#".repeat(300_000));
    scheduler.advance(A_LOOK);
    assertThat(router).hasToString("RuleRouter[a: => zone=eu]");
    write("b: => zone=eu");
    scheduler.advance(A_LOOK);
    assertThat(router).hasToString("RuleRouter[b: => zone=eu]");
  }

  @Test
  void aFileThatCouldNotBeReadIsReadOnceItCanThoughItLooksTheSame() throws IOException {
    Path file = write("a: => zone=eu");
    follow(file);
    byte[] next = "a: => zone=us".getBytes(StandardCharsets.UTF_8);
    byte[] unreadable = next.clone();
    unreadable[0] = (byte) 0xff; // in no text
    FileTime changed = FileTime.from(Instant.ofEpochSecond(1_700_000_000));
    Files.write(file, unreadable);
    Files.setLastModifiedTime(file, changed);
    scheduler.advance(A_LOOK);
    assertThat(router).hasToString("RuleRouter[a: => zone=eu]");

    Files.write(file, next);
    Files.setLastModifiedTime(file, changed);
    scheduler.advance(A_LOOK);
    assertThat(router).hasToString("RuleRouter[a: => zone=us]");
  }

  @Test
  void itLooksOnAThreadOfItsOwnThatEndsWithIt() throws Exception {
    RuleFile followed = RuleFile.follow(write("a: => zone=eu"), router, scheduler);
    BlockingQueue<Thread> told = new LinkedBlockingQueue<>();
    router.onChange(() -> told.add(Thread.currentThread()));
    write("a: => zone=us");
    scheduler.advance(A_LOOK);
    Thread looking = told.poll(10, TimeUnit.SECONDS);
    assertThat(looking).isNotNull().isNotSameAs(Thread.currentThread());
    assertThat(looking.isDaemon()).isTrue();

    followed.close();
    looking.join(10_000);
    assertThat(looking.isAlive()).isFalse();
  }

  @Test
  void aFileThatIsGoneMeansNoRulesUntilItIsBack() throws IOException {
    Path file = write("a: => zone=eu");
    follow(file);
    Files.delete(file);
    scheduler.advance(A_LOOK);
    assertThat(router).hasToString("RuleRouter[]");
    write("a: => zone=eu");
    scheduler.advance(A_LOOK);
    assertThat(router).hasToString("RuleRouter[a: => zone=eu]");
  }

  @Test
  void aFileThatIsAbsentOrWrongAtTheStartStopsIt() throws IOException {
    Path absent = directory.resolve("absent");
    assertThatThrownBy(() -> follow(absent)).isInstanceOf(IllegalArgumentException.class).hasMessage(
        "routing rules: " + absent + " cannot be read, NoSuchFileException (expected: a file, which may be empty)");
    Path wrong = write("a: => zone=eu\nb: => place=eu");
    assertThatThrownBy(() -> follow(wrong)).isInstanceOf(IllegalArgumentException.class).hasMessage("routing rules: " + wrong
        + " line 2: unknown target \"place\" (expected: address, zone, tag or metadata.key)");
  }

  @Test
  void onceClosedItLooksNoMore() throws IOException {
    RuleFile followed = follow(write("a: => zone=eu"));
    followed.close();
    write("a: => zone=us");
    scheduler.advance(A_LOOK);
    scheduler.advance(A_LOOK);
    assertThat(router).hasToString("RuleRouter[a: => zone=eu]");
  }
}
