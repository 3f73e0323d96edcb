package dev.tern.core.registry.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.spi.RegistryDriver;
import dev.tern.api.spi.RegistryUrl;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRegistryTest {
  private static final String SERVICE = "demo.Greeting";
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  @TempDir
  private Path parent;

  private Path directory;
  private RegistryDriver driver;

  @BeforeEach
  void openDriver() throws IOException {
    directory = parent.resolve("tern/registry");
    driver = open("file:" + directory);
  }

  @AfterEach
  void closeDriver() {
    driver.close();
  }

  private static RegistryDriver open(String url) throws IOException {
    return new FileRegistryFactory().open(RegistryUrl.parse(url), null);
  }

  private void put(String id) throws Exception {
    driver.put(SERVICE, id, id.getBytes(UTF_8), TIMEOUT);
  }

  /** As a process that was killed does. */
  private static void leaveBehind(Path file) throws IOException {
    Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void onlyTheOwnerMayReadOrWriteAnythingThatIsMade() throws Exception {
    put("a");

    assertThat(permissions(parent.resolve("tern"))).isEqualTo("rwx------");
    assertThat(permissions(directory)).isEqualTo("rwx------");
    assertThat(permissions(directory.resolve(SERVICE))).isEqualTo("rwx------");
    assertThat(permissions(directory.resolve(SERVICE).resolve("a.json"))).isEqualTo("rw-------");
    assertThat(permissions(directory.resolve(SERVICE).resolve("a.lock"))).isEqualTo("rw-------");
  }

  @Test
  void whatIsNoRecordIsPassedOver() throws Exception {
    put("a");
    Path folder = directory.resolve(SERVICE);
    Files.writeString(folder.resolve("b.json.tmp"), "{}");
    Files.writeString(folder.resolve("no lock.json"), "{}");
    Files.writeString(folder.resolve("c.json"), "{}");
    Files.writeString(folder.resolve("README"), "what is this?");
    Files.createDirectory(folder.resolve("d.json"));
    Files.createSymbolicLink(folder.resolve("e.json"), folder.resolve("a.json"));

    assertThat(driver.list(SERVICE, TIMEOUT).records()).containsOnlyKeys("a");
  }

  @Test
  void aRecordThatIsTooLongIsHandedOnCutSoThatTheLoopRefusesIt() throws Exception {
    driver.put(SERVICE, "a", new byte[100_000], TIMEOUT);

    assertThat(driver.list(SERVICE, TIMEOUT).records().get("a")).hasSize(8 * 1024 + 1);
  }

  @Test
  void aDeadRecordIsDeletedWithItsTemporaryFileAndItsLock() throws Exception {
    put("alive");
    Path folder = directory.resolve(SERVICE);
    for (String name : new String[] {"dead.json", "dead.json.tmp", "dead.lock"}) {
      leaveBehind(folder.resolve(name));
    }

    assertThat(driver.list(SERVICE, TIMEOUT).records()).containsOnlyKeys("alive");
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("alive.json", "alive.lock");
    }
  }

  @Test
  void aProviderThatComesCleansUpAfterDeadOnesAlsoWhereNobodyLists() throws Exception {
    put("alive");
    Path folder = Files.createDirectories(directory.resolve("demo.Forgotten"));
    for (String name : new String[] {"dead.json", "dead.lock", "unborn.json.tmp", "unborn.lock", "newborn.lock"}) {
      leaveBehind(folder.resolve(name));
      if (!name.startsWith("newborn")) {
        Files.setLastModifiedTime(folder.resolve(name), FileTime.from(Instant.now().minusSeconds(60)));
      }
    }
    Files.setLastModifiedTime(directory.resolve(SERVICE).resolve("alive.lock"), FileTime.fromMillis(0));
    try (RegistryDriver other = open("file:" + directory)) {
      other.put("demo.Other", "b", new byte[1], TIMEOUT);
    }

    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly("newborn.lock");
    }
    assertThat(driver.list(SERVICE, TIMEOUT).records()).containsOnlyKeys("alive");
  }

  @Test
  void filesOfOtherProgramsAreNeverDeletedThoughTheyAreNamedAlike() throws Exception {
    Path project = Files.createDirectories(directory.resolve("shop"));
    Files.writeString(project.resolve("composer.lock"), "{\"packages\":[]}");
    Files.writeString(project.resolve("state.lock"), "");
    Files.setPosixFilePermissions(project.resolve("state.lock"), PosixFilePermissions.fromString("rw-r--r--"));
    for (String name : new String[] {"composer.lock", "state.lock"}) {
      Files.setLastModifiedTime(project.resolve(name), FileTime.from(Instant.now().minusSeconds(3600)));
    }
    for (String name : new String[] {"composer.json", "state.json"}) {
      Files.writeString(project.resolve(name), "{}");
    }

    put("a"); // sweeps
    driver.list("shop", TIMEOUT);

    try (var files = Files.list(project)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("composer.json",
          "composer.lock", "state.json", "state.lock");
    }
  }

  @Test
  void aRecordWhoseLockFileWasDeletedIsNotListedUntilItIsPutAgain() throws Exception {
    put("a");
    Files.delete(directory.resolve(SERVICE).resolve("a.lock"));
    assertThat(driver.list(SERVICE, TIMEOUT).records()).isEmpty();
    put("a");

    assertThat(driver.list(SERVICE, TIMEOUT).records()).containsOnlyKeys("a");
    assertThat(descriptorsOf("a.lock")).isEqualTo(1);
  }

  /** To open a lock file that this JVM holds is a mistake in itself: closing it ends the lock. */
  @Test
  void aLockOfOurOwnIsNeverOpenedTwice() throws Exception {
    put("a");
    try (RegistryDriver consumer = open("file:" + directory)) {
      consumer.list(SERVICE, TIMEOUT);
      driver.list(SERVICE, TIMEOUT);
      assertThat(descriptorsOf("a.lock")).isEqualTo(1);
    }
    driver.remove(SERVICE, "a", TIMEOUT);

    assertThat(descriptorsOf("a.lock")).isZero();
  }

  /** Linux only, as is the machine that the tests run on. Those of deleted files count too. */
  private long descriptorsOf(String file) throws IOException {
    String path = directory.resolve(SERVICE).resolve(file).toString();
    long found = 0;
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        try {
          found += Files.readSymbolicLink(descriptor).toString().startsWith(path) ? 1 : 0;
        } catch (NoSuchFileException e) {
          // closed since
        }
      }
    }
    return found;
  }

  @Test
  void aReplacedDirectoryIsAnotherStore() throws Exception {
    String before = driver.list(SERVICE, TIMEOUT).store();
    Files.move(directory, parent.resolve("moved"));

    assertThat(driver.list(SERVICE, TIMEOUT).store()).isNotEqualTo(before);
  }

  @Test
  void oneDirectoryIsOneRegistryHoweverItsPathIsWritten() throws Exception {
    Path link = Files.createSymbolicLink(parent.resolve("link"), directory);
    put("a");
    try (RegistryDriver other = open("file:" + link);
        RegistryDriver third = open("file://" + parent + "/tern/../link")) {
      assertThat(other.list(SERVICE, TIMEOUT).records()).containsOnlyKeys("a");
      other.put(SERVICE, "a", "taken over".getBytes(UTF_8), TIMEOUT);
      assertThat(third.list(SERVICE, TIMEOUT).records().get("a")).isEqualTo("taken over".getBytes(UTF_8));
    }
  }

  @Test
  void namesThatWouldLeaveTheDirectoryAreRefused() {
    assertThatThrownBy(() -> driver.put("../evil", "a", new byte[1], TIMEOUT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("service: \"../evil\" (expected: letters, digits, _ and dots)");
    assertThatThrownBy(() -> driver.list("..", TIMEOUT)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> driver.put(SERVICE, "../a", new byte[1], TIMEOUT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("id: \"../a\" (expected: 1 to 128 letters, digits or dashes)");
  }

  @Test
  void aDirectoryThatCannotBeReadIsReportedWithItsName() throws Exception {
    Files.delete(directory);
    Files.writeString(directory, "a file now");

    assertThatThrownBy(() -> driver.list(SERVICE, TIMEOUT)).isInstanceOf(IOException.class)
        .hasMessage(directory.toRealPath() + " is not a directory");
  }

  @Test
  void aTildeIsTheHomeDirectory() {
    assertThat(FileRegistryFactory.directory(RegistryUrl.parse("file:~/tern"), "/home/ann"))
        .isEqualTo(Path.of("/home/ann/tern"));
    assertThat(FileRegistryFactory.directory(RegistryUrl.parse("file:///x/./y"), null)).isEqualTo(Path.of("/x/y"));
  }

  @Test
  void urlsThatCannotWorkAreRefusedSayingWhatIsExpected() {
    String expected =
        " (expected: an absolute path to a directory of its own, such as file:/var/run/tern or file:~/tern)";
    assertRefused("file:tmp/tern", "registry file:tmp/tern: a relative path" + expected);
    assertRefused("file:", "registry file:: no path" + expected);
    assertRefused("file:~bob/tern", "registry file:~bob/tern: a relative path" + expected);
    assertRefused("file:/tmp", "registry file:/tmp: a directory that everybody may write to, so that anybody could"
        + " pose as a provider" + expected);
    assertRefused("file:" + directory + "?ttl=3s",
        "registry file:" + directory + ": unknown parameter \"ttl\" (known: none)");
  }

  private static void assertRefused(String url, String message) {
    assertThatThrownBy(() -> open(url)).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  @Test
  void aFileInThePlaceOfTheDirectoryIsReported() throws Exception {
    Path file = Files.writeString(parent.resolve("file"), "");

    assertThatThrownBy(() -> open("file:" + file)).isInstanceOf(IOException.class)
        .hasMessage("registry file:" + file + ": the directory cannot be made: " + file + " is not a directory");
  }

  @Test
  void networkFileSystemsAreRefusedAndThoseOfContainersAreNot() {
    RegistryUrl url = RegistryUrl.parse("file:/mnt/share");
    for (String type : new String[] {"nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "NFS4"}) {
      assertThatThrownBy(() -> FileRegistryFactory.refuseNetwork(url, type))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("registry file:/mnt/share: on a network file system (" + type + "), whose locks do not tell which"
              + " provider lives (expected: a local directory; between machines use etcd: or zookeeper:)");
    }
    for (String type : new String[] {"overlay", "tmpfs", "ext4", "xfs", "btrfs", "zfs", "9p", "fuse.fuse-overlayfs"}) {
      FileRegistryFactory.refuseNetwork(url, type);
    }
  }
}
