package dev.tern.core.registry.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.Endpoint;
import dev.tern.api.NanoClock;
import dev.tern.api.ServiceId;
import dev.tern.api.spi.RegistryCredentials;
import dev.tern.api.spi.RegistryDriver;
import dev.tern.api.spi.RegistryUrl;
import dev.tern.core.registry.LastKnown;
import dev.tern.core.registry.RegistryLoop;
import dev.tern.core.registry.RegistryLoopSettings;
import dev.tern.core.registry.ServiceInstance;
import dev.tern.core.registry.Subscription;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What only several processes can show: who is alive. */
@Timeout(60)
class FileRegistryProcessesTest {
  private static final String SERVICE = "demo.Greeting";
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  @TempDir
  private Path directory;

  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void endEverything() throws Exception {
    for (AutoCloseable one : opened) {
      one.close();
    }
  }

  private ChildProcess child() throws IOException {
    ChildProcess child = ChildProcess.start(directory);
    opened.add(child);
    return child;
  }

  private RegistryDriver driver() throws IOException {
    RegistryDriver driver = new FileRegistryFactory().open(RegistryUrl.parse("file:" + directory), null);
    opened.add(driver);
    return driver;
  }

  private static String record(String id) {
    return new String(
        ServiceInstance.of(id, ServiceId.of(SERVICE), new Endpoint("127.0.0.1", 9000)).toJson(), UTF_8);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve(SERVICE))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aConsumerInTheProvidersOwnJvmDoesNotEndItsLock() throws Exception {
    ChildProcess observer = child();
    RegistryDriver provider = driver();
    provider.put(SERVICE, "ours", record("ours").getBytes(UTF_8), TIMEOUT);
    RegistryDriver consumer = driver();
    try (AutoCloseable watch = consumer.watch(SERVICE, () -> {}, TIMEOUT)) {
      for (int i = 0; i < 20; i++) {
        assertThat(consumer.list(SERVICE, TIMEOUT).records()).containsOnlyKeys("ours");
        assertThat(observer.ask("list " + SERVICE)).isEqualTo("[ours]");
      }
    }
    consumer.close();
    assertThat(observer.ask("list " + SERVICE)).isEqualTo("[ours]");
    provider.close();

    assertThat(observer.ask("list " + SERVICE)).isEqualTo("[]");
  }

  @Test
  void aConsumerLoadedByAnotherClassLoaderOfTheProvidersJvmDoesNotEndItsLockEither() throws Exception {
    ChildProcess observer = child();
    RegistryDriver provider = driver();
    provider.put(SERVICE, "ours", record("ours").getBytes(UTF_8), TIMEOUT);
    RegistryDriver stranger = openInAnotherClassLoader();
    opened.add(stranger);
    for (int i = 0; i < 3; i++) {
      assertThat(stranger.list(SERVICE, TIMEOUT).records()).containsOnlyKeys("ours");
      assertThat(observer.ask("list " + SERVICE)).isEqualTo("[ours]");
    }
    provider.close();

    assertThat(stranger.list(SERVICE, TIMEOUT).records()).isEmpty();
  }

  private RegistryDriver openInAnotherClassLoader() throws Exception {
    ClassLoader copying = new ClassLoader(getClass().getClassLoader()) {
      @Override
      protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith("dev.tern.core.registry.file.")) {
          return super.loadClass(name, resolve);
        }
        Class<?> loaded = findLoadedClass(name);
        return loaded != null ? loaded : copy(name);
      }

      private Class<?> copy(String name) throws ClassNotFoundException {
        try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
          byte[] bytes = in.readAllBytes();
          return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
          throw new ClassNotFoundException(name, e);
        }
      }
    };
    Class<?> factory = copying.loadClass(FileRegistryFactory.class.getName());
    assertThat(factory).isNotSameAs(FileRegistryFactory.class);
    Method open = factory.getMethod("open", RegistryUrl.class, RegistryCredentials.class);
    return (RegistryDriver) open.invoke(factory.getConstructor().newInstance(), RegistryUrl.parse("file:" + directory),
        null);
  }

  @Test
  void aProviderKilledIsSeenWithinASecondAndTheOthersStand() throws Exception {
    ChildProcess victim = child();
    ChildProcess survivor = child();
    assertThat(victim.ask("put " + SERVICE + " victim " + record("victim"))).isEqualTo("done");
    assertThat(survivor.ask("put " + SERVICE + " survivor " + record("survivor"))).isEqualTo("done");
    BlockingQueue<List<String>> told = new LinkedBlockingQueue<>();
    RegistryLoop loop = loop();
    try (Subscription subscription = loop.subscribe(ServiceId.of(SERVICE),
        instances -> told.add(instances.stream().map(ServiceInstance::id).toList()))) {
      assertThat(told.poll(5, TimeUnit.SECONDS)).containsExactly("survivor", "victim");
      victim.kill();

      assertThat(told.poll(1, TimeUnit.SECONDS)).containsExactly("survivor");
    }
    assertThat(files()).containsExactly("survivor.json", "survivor.lock");
  }

  @Test
  void aGarbledRecordOfALivingProcessIsLeftOut() throws Exception {
    ChildProcess provider = child();
    provider.ask("put " + SERVICE + " garbled {{{");
    provider.ask("put " + SERVICE + " sound " + record("sound"));
    RegistryLoop loop = loop();
    try (Subscription subscription = loop.subscribe(ServiceId.of(SERVICE), instances -> {})) {
      assertThat(subscription.awaitFirst(TIMEOUT)).isTrue();

      assertThat(subscription.current()).extracting(ServiceInstance::id).containsExactly("sound");
      assertThat(subscription.status().hint()).isEqualTo("1 record cannot be read (see the log)");
    }
  }

  private RegistryLoop loop() throws IOException {
    RegistryLoop loop = RegistryLoop.start("file:" + directory, driver(), RegistryLoopSettings.defaults(), LastKnown.NOTHING,
        NanoClock.system(), new Random(1));
    opened.add(0, loop);
    return loop;
  }

  @Test
  void aProviderThatIsOnlyStoppedStaysListed() throws Exception {
    ChildProcess provider = child();
    provider.ask("put " + SERVICE + " frozen " + record("frozen"));
    provider.signal("STOP");
    RegistryDriver consumer = driver();

    for (int i = 0; i < 5; i++) {
      assertThat(consumer.list(SERVICE, TIMEOUT).records()).containsOnlyKeys("frozen");
    }
    provider.signal("CONT");
    assertThat(provider.ask("list " + SERVICE)).isEqualTo("[frozen]");
  }

  @Test
  void manyConsumersThatFindADeadRecordAgreeAndCleanUpOnce() throws Exception {
    ChildProcess first = child();
    ChildProcess second = child();
    RegistryDriver third = driver();
    ChildProcess dying = child();
    for (int i = 0; i < 20; i++) {
      dying.ask("put " + SERVICE + " dead-" + i + " " + record("dead-" + i));
    }
    ChildProcess living = child();
    living.ask("put " + SERVICE + " living " + record("living"));
    dying.kill();
    first.send("list " + SERVICE);
    second.send("list " + SERVICE);

    assertThat(third.list(SERVICE, TIMEOUT).records()).containsKey("living");
    assertThat(first.answer()).contains("living");
    assertThat(second.answer()).contains("living");
    assertThat(first.ask("list " + SERVICE)).isEqualTo("[living]");
    assertThat(second.ask("list " + SERVICE)).isEqualTo("[living]");
    assertThat(third.list(SERVICE, TIMEOUT).records()).containsOnlyKeys("living");
    assertThat(files()).containsExactly("living.json", "living.lock");
  }

  @Test
  void aProviderThatEndsInGoodOrderLeavesNothingBehind() throws Exception {
    ChildProcess provider = child();
    provider.ask("put " + SERVICE + " a " + record("a"));
    provider.ask("put " + SERVICE + " b " + record("b"));
    assertThat(provider.ask("remove " + SERVICE + " a")).isEqualTo("done");
    assertThat(files()).containsExactly("b.json", "b.lock");
    assertThat(provider.ask("end")).isEqualTo("ended");

    assertThat(files()).isEmpty();
  }

  @Test
  void anIdThatALivingProcessHoldsCannotBeTakenFromIt() throws Exception {
    ChildProcess provider = child();
    provider.ask("put " + SERVICE + " a " + record("a"));
    ChildProcess other = child();

    assertThat(other.ask("put " + SERVICE + " a {}")).isEqualTo("failed: another living process holds "
        + directory.toRealPath().resolve(SERVICE).resolve("a.lock"));
    assertThat(Files.readString(directory.resolve(SERVICE).resolve("a.json"))).isEqualTo(record("a"));
    assertThat(other.ask("remove " + SERVICE + " a")).isEqualTo("done");
    assertThat(other.ask("list " + SERVICE)).isEqualTo("[a]");
    provider.kill();
    assertThat(other.ask("put " + SERVICE + " a " + record("a"))).isEqualTo("done");
    assertThat(other.ask("list " + SERVICE)).isEqualTo("[a]");
  }

  @Test
  void aDeletedDirectoryHealsAsLongAsItsProvidersLive() throws Exception {
    RegistryLoop loop = loop();
    loop.register(ServiceInstance.of("ours", ServiceId.of(SERVICE), new Endpoint("127.0.0.1", 9000)))
        .awaitStanding(TIMEOUT);
    ChildProcess observer = child();
    assertThat(observer.ask("list " + SERVICE)).isEqualTo("[ours]");
    for (String file : files()) {
      Files.delete(directory.resolve(SERVICE).resolve(file));
    }
    Files.delete(directory.resolve(SERVICE));
    Files.delete(directory);
    long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    String listed = "";
    while (!listed.equals("[ours]") && System.nanoTime() < end) {
      Thread.sleep(20);
      listed = observer.ask("list " + SERVICE);
    }

    assertThat(listed).isEqualTo("[ours]");
    loop.close();
    assertThat(files()).isEmpty();
  }
}
