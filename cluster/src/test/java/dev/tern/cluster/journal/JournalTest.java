package dev.tern.cluster.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class JournalTest {
  private static final Path FILE = Path.of("/fake/demo.Greeting+greet.journal");

  private final FakeDisk disk = new FakeDisk();
  private final Queue<Runnable> waiting = new ArrayDeque<>();

  private Journal open(FakeDisk on) {
    return Journal.open(FILE, Runnable::run, on, 1 << 20);
  }

  private Journal open() {
    return open(disk);
  }

  private static Entry entry(String id) {
    return new Entry(id, Map.of("trace", "t-" + id), "trace", ("argument of " + id).getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> left(Journal journal) {
    return journal.takeLeft().stream().map(each -> each.entry().id()).toList();
  }

  @Test
  void whatWasKeptIsThereAfterTheMachineLostPower() {
    Journal journal = open();
    assertThat(journal.keep(entry("a"))).isCompleted();
    assertThat(journal.keep(entry("b"))).isCompleted();

    List<Journal.Left> next = open(disk.afterPowerLoss()).takeLeft();

    assertThat(next).extracting(each -> each.entry().id()).containsExactly("a", "b");
    Entry found = next.get(0).entry();
    assertThat(found.attachments()).containsExactly(Map.entry("trace", "t-a"));
    assertThat(found.persistentNames()).isEqualTo("trace");
    assertThat(found.arguments()).isEqualTo(entry("a").arguments());
    assertThat(next.get(0).begun()).isFalse();
  }

  @Test
  void nothingIsPromisedBeforeItIsOnTheDisk() {
    Journal journal = open();
    disk.asked.clear();
    List<String> whenPromised = new ArrayList<>();

    CompletableFuture<?> kept = Journal.open(Path.of("/fake/other.journal"), waiting::add, disk, 1 << 20).keep(entry("a"));
    disk.asked.clear();
    kept.thenRun(() -> whenPromised.addAll(disk.asked));
    assertThat(kept).isNotDone();
    waiting.remove().run();

    assertThat(whenPromised).containsExactly("append other.journal", "sync other.journal");
    assertThat(left(journal)).isEmpty();
  }

  @Test
  void allThatComeWhileItWritesShareOneWriteAndOneSync() {
    Journal journal = Journal.open(FILE, waiting::add, disk, 1 << 20);
    disk.asked.clear();
    List<CompletableFuture<?>> kept = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      kept.add(journal.keep(entry("t" + i)));
    }
    assertThat(waiting).hasSize(1);

    waiting.remove().run();

    assertThat(kept).allSatisfy(each -> assertThat(each).isCompleted());
    assertThat(disk.asked).containsExactly("append demo.Greeting+greet.journal", "sync demo.Greeting+greet.journal");
  }

  @Test
  void whatIsDoneIsForgottenWithoutAWait() {
    Journal journal = open();
    journal.keep(entry("a"));
    journal.keep(entry("b"));
    disk.asked.clear();

    journal.done("a");

    assertThat(disk.asked).containsExactly("append demo.Greeting+greet.journal");
    assertThat(left(open(disk.afterKill()))).containsExactly("b");
    assertThat(left(open(disk.afterPowerLoss()))).as("done twice rather than never").containsExactly("a", "b");
  }

  @Test
  void whatIsAboutToBeSentIsOnTheDiskFirst() {
    Journal journal = open();
    journal.keep(entry("a"));
    disk.asked.clear();

    assertThat(journal.begin("a")).isCompleted();

    assertThat(disk.asked).containsExactly("append demo.Greeting+greet.journal", "sync demo.Greeting+greet.journal");
    assertThat(open(disk.afterPowerLoss()).takeLeft().get(0).begun()).isTrue();
    journal.idle("a");
    assertThat(open(disk.afterKill()).takeLeft().get(0).begun()).isFalse();
  }

  @Test
  void aFileThatEndsAnywhereHoldsEveryWholeRecordAndGoesOn() {
    Journal journal = open();
    List<Integer> ends = new ArrayList<>(List.of(Records.HEADER_BYTES));
    for (String id : List.of("a", "b", "c")) {
      journal.keep(entry(id));
      ends.add(disk.bytes(FILE).length);
    }
    byte[] whole = disk.bytes(FILE);

    for (int length = 0; length <= whole.length; length++) {
      FakeDisk torn = new FakeDisk();
      torn.put(FILE, Arrays.copyOf(whole, length));
      Journal next = open(torn);

      int cut = length;
      int records = (int) ends.stream().filter(end -> end <= cut).count() - 1;
      assertThat(left(next)).as("%s bytes", length).isEqualTo(List.of("a", "b", "c").subList(0, Math.max(0, records)));
      assertThat(torn.bytes(FILE)).hasSize(ends.get(Math.max(0, records)));
      assertThat(next.keep(entry("z"))).isCompleted();
      assertThat(left(open(torn.afterPowerLoss()))).contains("z").hasSize(Math.max(0, records) + 1);
    }
  }

  @Test
  void whatFollowsADamagedPartIsReadAndThePartIsKept() {
    Journal journal = open();
    List<Integer> ends = new ArrayList<>();
    for (String id : List.of("a", "b", "c")) {
      journal.keep(entry(id));
      ends.add(disk.bytes(FILE).length);
    }
    for (int at = ends.get(0); at < ends.get(1); at++) {
      FakeDisk damaged = new FakeDisk();
      byte[] bytes = disk.bytes(FILE).clone();
      bytes[at] ^= 0x55;
      damaged.put(FILE, bytes);

      Journal next = open(damaged);

      assertThat(left(next)).as("byte %s", at).containsExactly("a", "c");
      assertThat(damaged.bytes(FILE.resolveSibling(FILE.getFileName() + ".damaged")))
          .isEqualTo(Arrays.copyOfRange(bytes, ends.get(0), ends.get(1)));
      assertThat(left(open(damaged.afterPowerLoss()))).containsExactly("a", "c");
    }
  }

  @Test
  void whatACallerSendsIsNeverTakenForARecord() {
    Journal journal = open();
    byte[] forged = new Records(0x12345678).frame(Records.Kind.DONE, Records.content("victim"));
    journal.keep(entry("victim"));
    int from = disk.bytes(FILE).length;
    journal.keep(new Entry("liar", Map.of(), null, forged));
    byte[] bytes = disk.bytes(FILE).clone();
    bytes[from + 8] ^= 1; // its sum: now its content is looked through
    FakeDisk damaged = new FakeDisk();
    damaged.put(FILE, bytes);

    assertThat(left(open(damaged))).containsExactly("victim");
  }

  @Test
  void aFileOfTasksThatAreDoneIsWrittenAnew() {
    Journal journal = Journal.open(FILE, Runnable::run, disk, 2_000);
    journal.keep(entry("first"));
    journal.begin("first");
    for (int i = 0; i < 500; i++) {
      journal.keep(entry("t" + i));
      journal.done("t" + i);
      assertThat(disk.bytes(FILE).length).isLessThan(4_000);
    }
    journal.keep(entry("last"));

    List<Journal.Left> next = open(disk.afterPowerLoss()).takeLeft();
    assertThat(next).extracting(each -> each.entry().id()).containsSubsequence("first", "last");
    assertThat(next.get(0).begun()).as("a mark outlives it").isTrue();
    assertThat(disk.asked).containsSubsequence("sync demo.Greeting+greet.journal.new", "replace demo.Greeting+greet.journal");
  }

  @Test
  void aProcessThatEndsWhileItWritesAnewLosesNothing() {
    Journal journal = Journal.open(FILE, Runnable::run, disk, 500);
    journal.keep(entry("a"));
    disk.fail("replace");
    for (int i = 0; i < 20; i++) {
      journal.keep(entry("t" + i));
      journal.done("t" + i);
    }
    assertThat(disk.asked).contains("replace demo.Greeting+greet.journal");
    assertThat(left(open(disk.afterPowerLoss()))).contains("a");
    assertThat(left(open(disk.afterKill()))).contains("a");
    disk.fail();
    assertThat(journal.keep(entry("b"))).isCompleted();
    assertThat(left(open(disk.afterPowerLoss()))).contains("a", "b");
  }

  @Test
  void aFullDiskRefusesAndHoldsNothingOfWhatItRefused() {
    Journal journal = open();
    journal.keep(entry("a"));
    int size = disk.bytes(FILE).length;
    disk.room = 20;

    CompletableFuture<?> refused = journal.keep(entry("b"));

    assertThat(refused).isCompletedExceptionally();
    assertThatThrownBy(refused::join).hasMessageContaining("No space left on device");
    assertThat(disk.bytes(FILE)).hasSize(size);
    disk.room = Long.MAX_VALUE / 2;
    assertThat(journal.keep(entry("c"))).isCompleted();
    assertThat(left(open(disk.afterPowerLoss()))).containsExactly("a", "c");
  }

  @Test
  void aSyncThatFailsIsNoPromise() {
    Journal journal = open();
    disk.fail("sync");
    CompletableFuture<?> refused = journal.keep(entry("a"));
    disk.fail();

    assertThat(refused).isCompletedExceptionally();
    assertThat(journal.keep(entry("b"))).isCompleted();
    assertThat(left(open(disk.afterPowerLoss()))).containsExactly("b");
  }

  @Test
  void anErrorOfTheWriterRefusesWhoeverWaitsAndTheNextIsKept() {
    Journal journal = open();
    journal.keep(entry("a"));
    disk.error = new InternalError("a fault in a memory access");

    CompletableFuture<?> refused = journal.keep(entry("b"));
    journal.done("a");

    assertThat(refused).isCompletedExceptionally();
    assertThatThrownBy(refused::join).hasMessageContaining("a fault in a memory access");
    disk.error = null;
    assertThat(journal.keep(entry("c"))).isCompleted();
    assertThat(left(open(disk.afterPowerLoss()))).containsExactly("c");
  }

  @Test
  void anErrorWhileItIsWrittenAnewTakesNoPromiseBack() {
    Journal journal = Journal.open(FILE, Runnable::run, disk, 500);
    journal.keep(entry("a"));
    disk.errorOn = "delete";
    disk.error = new InternalError("a fault in a memory access");
    for (int i = 0; i < 20; i++) {
      assertThat(journal.keep(entry("t" + i))).isCompleted();
      journal.done("t" + i);
    }

    assertThat(journal.keep(entry("b"))).isCompleted();

    disk.error = null;
    assertThat(left(open(disk.afterPowerLoss()))).contains("a", "b");
  }

  @Test
  void whatIsLeftIsHandedOverOnce() {
    open().keep(entry("a"));
    Journal next = open(disk.afterKill());

    assertThat(next.takeLeft()).hasSize(1);
    assertThat(next.takeLeft()).isEmpty();
  }

  @Test
  void whatIsDamagedAtTheEndOfWhatWasPutAsideIsKept() throws Exception {
    Journal journal = open();
    Path aside = journal.setAside(entry("a"));
    int end = disk.bytes(aside).length;
    journal.setAside(entry("b"));
    byte[] bytes = disk.bytes(aside).clone();
    bytes[bytes.length - 1] ^= 1;
    disk.put(aside, bytes);

    journal.setAside(entry("c"));

    assertThat(disk.bytes(FILE.resolveSibling(FILE.getFileName() + ".damaged")))
        .isEqualTo(Arrays.copyOfRange(bytes, end, bytes.length));
    FakeDisk restored = disk.afterKill();
    restored.put(FILE, restored.bytes(aside));
    assertThat(left(open(restored))).containsExactly("a", "c");
  }

  @Test
  void whatIsDoneWhileNothingCanBeWrittenIsWrittenLater() {
    Journal journal = open();
    journal.keep(entry("a"));
    disk.fail("append");
    journal.done("a");
    assertThat(journal.keep(entry("b"))).isCompletedExceptionally();
    disk.fail();

    journal.keep(entry("c"));

    assertThat(left(open(disk.afterPowerLoss()))).containsExactly("c");
  }

  @Test
  void aFileThatCannotEvenBeCutOffIsWrittenAnewBeforeAnythingElse() {
    Journal journal = open();
    journal.keep(entry("a"));
    disk.fail("sync", "truncate");
    assertThat(journal.keep(entry("refused"))).isCompletedExceptionally();
    disk.fail();

    assertThat(journal.keep(entry("b"))).isCompleted();

    assertThat(left(open(disk.afterPowerLoss()))).containsExactly("a", "b");
  }

  @Test
  void whatCannotBeDecodedWaitsInAJournalOfItsOwn() throws Exception {
    Journal journal = open();
    journal.keep(entry("a"));
    journal.keep(entry("b"));

    Path aside = journal.setAside(entry("a"));
    journal.setAside(entry("b"));

    assertThat(left(open(disk.afterKill()))).isEmpty();
    FakeDisk restored = disk.afterKill();
    restored.put(FILE, restored.bytes(aside));
    assertThat(left(open(restored))).containsExactly("a", "b");
  }

  @Test
  void aFileOfSomebodyElseIsLeftAlone() {
    byte[] letter = "Dear Sir or Madam".getBytes(StandardCharsets.US_ASCII);
    disk.put(FILE, letter);

    assertThatThrownBy(this::open).isInstanceOf(IllegalStateException.class).hasMessage("failback journal " + FILE
        + " cannot be opened: it does not begin as a failback journal does; move it away\n"
        + "  It takes a directory of its own for each process, which that may write.");
    assertThat(disk.bytes(FILE)).isEqualTo(letter);
    disk.put(FILE, new byte[0]);
    assertThat(open().keep(entry("a"))).as("nor is it locked").isCompleted();
  }

  @Test
  void aFileOfANewerVersionIsLeftAlone() {
    Records form = new Records(7);
    byte[] frame = form.frame(Records.Kind.DONE, new byte[0]);
    ByteBuffer content = ByteBuffer.wrap(frame).put(12, (byte) 'X');
    CRC32C sum = new CRC32C();
    sum.update(frame, 4, 4);
    sum.update(frame, 12, 1);
    content.putInt(8, (int) sum.getValue());
    disk.put(FILE, ByteBuffer.allocate(25).put(form.header()).put(frame).array());

    assertThatThrownBy(this::open).hasMessageContaining("a newer version of Tern wrote it");
  }

  @Test
  void twoCannotHaveOneOpen() {
    Journal journal = open();
    assertThatThrownBy(this::open).hasMessageContaining("held");
    journal.close();
    open();
  }

  @Test
  void whatComesAfterTheEndIsRefused() {
    Journal journal = open();
    journal.close();

    assertThat(journal.keep(entry("a"))).isCompletedExceptionally();
    assertThat(left(open(disk.afterKill()))).isEmpty();
  }
}
