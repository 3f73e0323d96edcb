package dev.tern.core.registry.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.Endpoint;
import dev.tern.api.ServiceId;
import dev.tern.api.spi.RegistryUrl;
import dev.tern.core.registry.LastKnown;
import dev.tern.core.registry.ServiceInstance;
import dev.tern.tck.ManualClock;
import dev.tern.tck.ManualScheduler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SnapshotsTest {
  private static final ServiceId GREETING = new ServiceId("demo.Greeting", "blue", "1.2");
  private static final RegistryUrl URL = RegistryUrl.parse("etcd://10.0.0.5:2379?prefix=/secret");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir
  private Path temporary;

  private final ManualScheduler scheduler = new ManualScheduler(new ManualClock());

  private static ServiceInstance instance(int number) {
    return ServiceInstance.of("id-" + number, GREETING, new Endpoint("10.0.0.1", number));
  }

  private Path directory() {
    return temporary.resolve("tern").resolve("providers");
  }

  private Snapshots open(Instant now) {
    return new Snapshots(directory(), scheduler, Clock.fixed(now, ZoneOffset.UTC));
  }

  private void keep(ServiceInstance... instances) {
    try (Snapshots snapshots = open(NOW)) {
      snapshots.of(URL).keep(GREETING, List.of(instances));
    }
  }

  /** What is found, or null if nothing is. */
  private @Nullable List<ServiceInstance> recall(RegistryUrl url, ServiceId service, Instant now) {
    BlockingQueue<List<ServiceInstance>> found = new LinkedBlockingQueue<>();
    Snapshots snapshots = open(now);
    snapshots.of(url).recall(service, () -> true, found::add);
    scheduler.advance(SECOND);
    snapshots.close(); // waits for the look
    return found.poll();
  }

  private @Nullable List<ServiceInstance> recall() {
    return recall(URL, GREETING, NOW);
  }

  private Path onlyFile() throws Exception {
    try (Stream<Path> files = Files.list(directory())) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }

  @Test
  void whatOneProcessKeepsTheNextFinds() {
    keep(instance(1), instance(2));

    assertThat(recall()).containsExactly(instance(1), instance(2));
  }

  @Test
  void theFileCanBeReadByItsOwnerAloneAndByPeopleButNamesNoParameterOfTheUrl() throws Exception {
    keep(instance(1));
    Path file = onlyFile();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory()))).isEqualTo("rwx------");
    assertThat(file.getFileName().toString()).matches("demo\\.Greeting-[0-9a-f]{16}\\.snapshot");
    assertThat(Files.readString(file)).matches("tern-snapshot 1\nsha256 [0-9a-f]{64}\nfor [0-9a-f]{64}"
        + " etcd://10\\.0\\.0\\.5:2379 demo\\.Greeting \\(group blue, version 1\\.2\\)\nwritten 1767225600000\n"
        + "providers 1\n\\{\"id\":\"id-1\".*}\n").doesNotContain("secret");
  }

  @Test
  void nothingIsFoundOfAnotherServiceGroupRegistryOrParameter() {
    keep(instance(1));

    assertThat(recall(URL, ServiceId.of("demo.Greeting"), NOW)).isNull();
    assertThat(recall(URL, ServiceId.of("demo.Other"), NOW)).isNull();
    assertThat(recall(RegistryUrl.parse("etcd://10.0.0.6:2379?prefix=/secret"), GREETING, NOW)).isNull();
    assertThat(recall(RegistryUrl.parse("etcd://10.0.0.5:2379?prefix=/other"), GREETING, NOW)).isNull();
  }

  @Test
  void whatIsSevenDaysOldIsNotBelievedAnyMore() {
    keep(instance(1));

    assertThat(recall(URL, GREETING, NOW.plus(Snapshots.MAX_AGE))).isNotNull();
    assertThat(recall(URL, GREETING, NOW.plus(Snapshots.MAX_AGE).plusMillis(1))).isNull();
    assertThat(recall(URL, GREETING, NOW.minusSeconds(120))).as("written in the future").isNull();
  }

  @Test
  void aDamagedOrForeignFileIsIgnored() throws Exception {
    keep(instance(1));
    Path file = onlyFile();
    byte[] good = Files.readAllBytes(file);
    for (int i = 0; i < good.length; i += 3) {
      byte[] damaged = good.clone();
      damaged[i] ^= 1;
      Files.write(file, damaged);
      assertThat(recall()).as("with byte %s changed", i).isNull();
    }
    for (String text : List.of("", "\n", "{}", "tern-snapshot 2\n", "tern-snapshot 1\n", "\u0000\u00ff", "x".repeat(99))) {
      Files.writeString(file, text);
      assertThat(recall()).isNull();
    }
    Files.write(file, Arrays.copyOf(good, good.length / 2));
    assertThat(recall()).isNull();
    Files.write(file, good);
    assertThat(recall()).isNotNull();
  }

  @Test
  void eachReasonToIgnoreAFileIsNamed() throws Exception {
    keep(instance(1));
    byte[] good = Files.readAllBytes(onlyFile());
    String key = new String(good, UTF_8).split("[ \n]")[5];
    long now = NOW.toEpochMilli();

    assertThat(SnapshotFormat.read(good, key, now, now)).containsExactly(instance(1));
    assertRefused(good, "0".repeat(64), now, "it belongs to another registry or service");
    assertRefused(good, key, now + 1, "too old");
    assertRefused("tern-snapshot 2\n".getBytes(UTF_8), key, now, "written by another version of Tern");
    assertRefused("hello".getBytes(UTF_8), key, now, "no snapshot of Tern's");
    assertRefused(new byte[] {(byte) 0xff}, key, now, "damaged: not UTF-8");
    good[good.length - 5] ^= 1;
    assertRefused(good, key, now, "damaged: its checksum does not match");
  }

  private static void assertRefused(byte[] file, String key, long oldestMillis, String reason) {
    assertThatThrownBy(() -> SnapshotFormat.read(file, key, oldestMillis, oldestMillis))
        .isInstanceOf(IllegalArgumentException.class).hasMessage(reason);
  }

  @Test
  void aFileThatOthersMayWriteToOrThatIsNoFileIsIgnored() throws Exception {
    keep(instance(1));
    Path file = onlyFile();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    assertThat(recall()).isNull();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(recall()).isNotNull();
    Path elsewhere = Files.move(file, temporary.resolve("elsewhere"));
    Files.createSymbolicLink(file, elsewhere);
    assertThat(recall()).isNull();
    Files.delete(file);
    Files.createDirectory(file);
    assertThat(recall()).isNull();
  }

  @Test
  void aServiceThatHasNoProvidersForCertainIsForgotten() {
    keep(instance(1));
    keep();

    assertThat(recall()).isNull();
    assertThat(directory()).isEmptyDirectory();
  }

  @Test
  void manyChangesWithinASecondAreWrittenOnce() throws Exception {
    try (Snapshots snapshots = open(NOW)) {
      LastKnown lastKnown = snapshots.of(URL);
      IntStream.rangeClosed(1, 100).forEach(number -> lastKnown.keep(GREETING, List.of(instance(number))));
      assertThat(scheduler.waiting()).isEqualTo(1);
      assertThat(directory()).doesNotExist();
      scheduler.advance(SECOND);
      while (!Files.exists(directory()) || recall() == null) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      assertThat(recall()).containsExactly(instance(100));
      lastKnown.keep(GREETING, List.of(instance(7)));
      assertThat(scheduler.waiting()).isEqualTo(1);
    }

    assertThat(recall()).as("written when it closes").containsExactly(instance(7));
  }

  @Test
  void nothingIsReadBeforeTheRegistryHadHalfASecondNorIfItAnsweredMeanwhile() {
    keep(instance(1));
    BlockingQueue<List<ServiceInstance>> found = new LinkedBlockingQueue<>();
    Snapshots snapshots = open(NOW);
    snapshots.of(URL).recall(GREETING, () -> true, found::add);
    snapshots.of(URL).recall(GREETING, () -> false, instances -> found.add(List.of()));
    scheduler.advance(Duration.ofMillis(499));
    assertThat(found).isEmpty();
    scheduler.advance(Duration.ofMillis(1));
    snapshots.close();

    assertThat(found).containsExactly(List.of(instance(1)));
  }

  @Test
  void aPlaceThatCannotBeWrittenToHarmsNobody() throws Exception {
    Files.writeString(temporary.resolve("tern"), "a file where a directory should be");
    keep(instance(1));

    assertThat(recall()).isNull();
  }

  @Test
  void manyWritersOfOneFileLeaveItWholeAtEveryMoment() throws Exception {
    keep(instance(1));
    List<Thread> writers = new ArrayList<>();
    for (int w = 1; w <= 4; w++) {
      int size = w * 50;
      Thread writer = new Thread(() -> {
        for (int i = 0; i < 50; i++) {
          keep(IntStream.rangeClosed(1, size).mapToObj(SnapshotsTest::instance).toArray(ServiceInstance[]::new));
        }
      });
      writers.add(writer);
      writer.start();
    }
    int reads = 0;
    while (writers.stream().anyMatch(Thread::isAlive)) {
      List<ServiceInstance> found = recall();
      assertThat(found).isNotNull();
      assertThat(found.size()).isIn(1, 50, 100, 150, 200);
      reads++;
    }

    assertThat(reads).isGreaterThan(5);
    onlyFile(); // and no temporary file is left
  }

  @Test
  void whatNobodyWillReadAnyMoreIsSweptAway() throws Exception {
    keep(instance(1));
    Path old = directory().resolve("demo.Old-0000000000000000.snapshot");
    Path abandoned = directory().resolve("demo.Old-00000000000000001234.tmp");
    List<Path> foreign = Stream.of("notes.txt", "upload.tmp", "disk.snapshot", "vm-1234.tmp").map(directory()::resolve)
        .toList();
    for (Path file : Stream.concat(Stream.of(old, abandoned), foreign.stream()).toList()) {
      Files.writeString(file, "x");
      Files.setLastModifiedTime(file, FileTime.from(NOW.minus(Snapshots.MAX_AGE).minusSeconds(1)));
    }
    keep(instance(2));

    assertThat(old).doesNotExist();
    assertThat(abandoned).doesNotExist();
    assertThat(foreign).allMatch(Files::exists); // whoever named the directory may keep files of his own in it
    assertThat(recall()).containsExactly(instance(2));
  }
}
