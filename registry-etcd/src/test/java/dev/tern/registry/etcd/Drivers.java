package dev.tern.registry.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.spi.RegistryCredentials;
import dev.tern.api.spi.RegistryDriver;
import dev.tern.api.spi.RegistryUrl;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** The drivers that one test opens, and what tests ask of them. */
final class Drivers implements AutoCloseable {
  static final String SERVICE = "demo.Greeting";
  /** Of what is to succeed, on a machine that may be busy. */
  static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final List<AutoCloseable> opened = new ArrayList<>();

  RegistryDriver open(String url) throws IOException {
    return open(url, null);
  }

  RegistryDriver open(String url, @Nullable RegistryCredentials credentials) throws IOException {
    return alsoClose(new EtcdRegistryFactory().open(RegistryUrl.parse(url), credentials));
  }

  <T extends AutoCloseable> T alsoClose(T closeable) {
    opened.add(closeable);
    return closeable;
  }

  static void put(RegistryDriver driver, String id, String record) throws IOException, InterruptedException {
    driver.put(SERVICE, id, record.getBytes(UTF_8), TIMEOUT);
  }

  static Map<String, String> list(RegistryDriver driver) throws IOException, InterruptedException {
    Map<String, String> texts = new TreeMap<>();
    driver.list(SERVICE, TIMEOUT).records().forEach((id, record) -> texts.put(id, new String(record, UTF_8)));
    return texts;
  }

  /** Does it again and again until it does not fail, as the registry loop would. */
  static <T> T retry(Duration within, Callable<T> operation) {
    return Awaitility.await().atMost(within).pollInterval(Duration.ofMillis(50))
        .ignoreExceptionsInstanceOf(IOException.class).until(() -> List.of(operation.call()), result -> true).get(0);
  }

  static void awaitListed(Duration within, RegistryDriver driver, Map<String, String> expected) {
    Awaitility.await().atMost(within).pollInterval(Duration.ofMillis(50))
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(() -> assertThat(list(driver)).isEqualTo(expected));
  }

  /** Every hint of a watch. */
  Semaphore watch(RegistryDriver driver) throws Exception {
    Semaphore hints = new Semaphore(0);
    alsoClose(driver.watch(SERVICE, hints::release, TIMEOUT));
    return hints;
  }

  static void assertHinted(Semaphore hints, Duration within) throws InterruptedException {
    assertThat(hints.tryAcquire(within.toMillis(), TimeUnit.MILLISECONDS)).as("a hint within " + within).isTrue();
  }

  @Override
  public void close() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }
}
