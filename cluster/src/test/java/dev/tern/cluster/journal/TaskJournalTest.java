package dev.tern.cluster.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TaskJournalTest {
  @TempDir
  private Path folder;

  private static StoredTask task(int number) {
    return new StoredTask(new UUID(7, number), 300, Map.of("user-id", "u" + number),
        ("message " + number).getBytes(StandardCharsets.UTF_8));
  }

  private TaskJournal open() {
    return TaskJournal.open(folder, "demo.Orders.put");
  }

  private Path file() {
    return folder.resolve("demo.Orders.put.journal");
  }

  private static void accept(TaskJournal journal, StoredTask task) throws Exception {
    journal.accept(task).get(10, TimeUnit.SECONDS);
  }

  private static List<UUID> ids(TaskJournal journal) {
    return journal.left().stream().map(StoredTask::id).toList();
  }

  @Test
  void whatWasAcceptedAndNotDoneIsLeftForTheNext() throws Exception {
    try (TaskJournal journal = open()) {
      assertThat(journal.left()).isEmpty();
      for (int i = 0; i < 3; i++) {
        accept(journal, task(i));
      }
      journal.done(task(1).id());
    }
    try (TaskJournal journal = open()) {
      assertThat(ids(journal)).containsExactly(task(0).id(), task(2).id());
      StoredTask first = journal.left().get(0);
      assertThat(first.attachments()).isEqualTo(Map.of("user-id", "u0"));
      assertThat(first.timeoutNanos()).isEqualTo(300);
      assertThat(new String(first.message(), StandardCharsets.UTF_8)).isEqualTo("message 0");
    }
  }

  @Test
  void whereverTheFileBreaksOffEveryWholeTaskIsLeftAndMoreCanBeAccepted() throws Exception {
    List<Long> ends = new ArrayList<>();
    try (TaskJournal journal = open()) {
      for (int i = 0; i < 3; i++) {
        accept(journal, task(i));
        ends.add(journal.size());
      }
    }
    byte[] whole = Files.readAllBytes(file());
    for (int length = 0; length <= whole.length; length++) {
      Files.write(file(), Arrays.copyOf(whole, length));
      int intact = (int) ends.stream().filter(end -> end <= file().toFile().length()).count();
      try (TaskJournal journal = open()) {
        assertThat(journal.left()).as("of %s bytes", length).hasSize(intact);
        accept(journal, task(9));
      }
      try (TaskJournal journal = open()) {
        assertThat(ids(journal)).as("of %s bytes", length).hasSize(intact + 1).endsWith(task(9).id());
      }
    }
  }


  @Test
  void aBitThatFlippedEndsWhatIsReadAndNothingWorse() throws Exception {
    try (TaskJournal journal = open()) {
      accept(journal, task(0));
      accept(journal, task(1));
    }
    byte[] whole = Files.readAllBytes(file());
    for (int i = Records.header().length; i < whole.length; i++) {
      byte[] flipped = whole.clone();
      flipped[i] ^= 1;
      Files.write(file(), flipped);
      try (TaskJournal journal = open()) {
        assertThat(ids(journal)).as("byte %s", i).isSubsetOf(task(0).id(), task(1).id()).hasSizeLessThan(2);
      }
    }
  }

  @Test
  void callersThatComeAtOnceAreAllKept() throws Exception {
    try (TaskJournal journal = open()) {
      List<CompletableFuture<?>> all = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        all.add(journal.accept(task(i)));
      }
      CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
    }
    try (TaskJournal journal = open()) {
      assertThat(journal.left()).hasSize(500);
    }
  }

  @Test
  void aFileThatSpeaksMostlyOfTheDoneIsWrittenAnew() throws Exception {
    try (TaskJournal journal = open()) {
      accept(journal, task(0));
      for (int i = 1; i < 2_000; i++) {
        journal.accept(task(i));
        journal.done(task(i).id());
      }
      accept(journal, task(5_000));
      assertThat(journal.size()).isLessThan(200_000);
      assertThat(Records.read(Files.readAllBytes(file())).records()).isLessThan(2_500);
    }
    try (TaskJournal journal = open()) {
      assertThat(ids(journal)).containsExactly(task(0).id(), task(5_000).id());
    }
  }

  @Test
  void onlyItsOwnerMayReadIt() throws Exception {
    try (TaskJournal journal = open()) {
      accept(journal, task(0));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file()))).isEqualTo("rw-------");
    }
  }

  @Test
  void twoCannotHaveItOpen() {
    try (TaskJournal journal = open()) {
      assertThat(journal).hasToString(file().toString());
      assertThatThrownBy(this::open).isInstanceOf(IllegalStateException.class).hasMessage(
          "failback journal " + file() + ": another client or process has it open. Give each a folder of its own.");
    }
    open().close();
  }

  @Test
  void aFileOfSomethingElseIsNotTouched() throws Exception {
    Files.createDirectories(folder);
    Files.writeString(file(), "somebody's notes");
    assertThatThrownBy(this::open).isInstanceOf(IllegalStateException.class).hasMessageContaining("it is no journal");
    assertThat(Files.readString(file())).isEqualTo("somebody's notes");
  }

  @Test
  void aFolderThatCannotBeMadeSaysSo() throws Exception {
    Path blocked = Files.writeString(folder.resolve("blocked"), "a file");
    assertThatThrownBy(() -> TaskJournal.open(blocked, "x")).isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("expected: a folder that can be written");
  }

  @Test
  void afterItsEndItAcceptsNothing() {
    TaskJournal journal = open();
    journal.close();
    assertThat(journal.accept(task(0))).failsWithin(10, TimeUnit.SECONDS).withThrowableThat()
        .withMessageContaining("the journal is closed");
  }

  @Test
  void whatNobodyCanReadIsPutAside() throws Exception {
    try (TaskJournal journal = open()) {
      accept(journal, task(0));
    }
    try (TaskJournal journal = open()) {
      assertThat(journal.putAside(journal.left().get(0))).exists().isNotEmptyFile();
    }
    try (TaskJournal journal = open()) {
      assertThat(journal.left()).isEmpty();
    }
  }
}
