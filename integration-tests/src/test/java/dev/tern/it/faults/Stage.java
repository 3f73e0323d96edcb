package dev.tern.it.faults;

import dev.tern.it.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The processes of one scenario, and the harm that can be done to them. Every deed leaves a mark: when it was done, for
 * the judgement and the chart. For one thread.
 */
final class Stage implements AutoCloseable {
  private static final List<String> SMALL = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx384m",
      "-Dfile.encoding=UTF-8");
  /** What a JVM takes to start and warm up, or the last calls to end, on a machine that has much else to do. */
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final Path directory;
  private final Outage.Registry registry;
  private final boolean full;
  private final Map<String, Long> marks = new LinkedHashMap<>();
  private final List<Member> providers = new ArrayList<>();
  private final List<Consumer> consumers = new ArrayList<>();
  private final Set<Consumer> ended = new HashSet<>();
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private List<String> providerKeys = List.of();
  private List<String> consumerKeys = List.of();
  private long begunNanos;

  /** One provider process, its port and its ledger. */
  record Member(ChildJvm process, int port, Path executions) {}

  /** One consumer process and what it writes. */
  record Consumer(ChildJvm process, Path outcomes, Path attempts) {}

  /**
   * @param directory emptied, and left behind with every file of the ledger
   * @param registry {@code file} or {@code etcd}
   * @param full true for the figures as promised, false for a short look
   */
  Stage(Path directory, String registry, boolean full) throws Exception {
    this.directory = directory;
    this.full = full;
    if (Files.exists(directory)) {
      try (Stream<Path> old = Files.walk(directory)) {
        for (Path file : old.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectories(directory);
    this.registry = closing(Outage.open(registry, directory));
  }

  /** As long as promised, or short. */
  double seconds(double asPromised, double shortly) {
    return full ? asPromised : shortly;
  }

  Outage.Registry registry() {
    return registry;
  }

  /** Settings of every provider from now on, such as {@code tern.server.handler-threads=4}. */
  void providerKeys(String... keys) {
    providerKeys = flags(keys);
  }

  /** Settings of every consumer from now on. */
  void consumerKeys(String... keys) {
    consumerKeys = flags(keys);
  }

  private static List<String> flags(String... keys) {
    return Stream.of(keys).map(key -> "-D" + key).toList();
  }

  /** Starts providers side by side, and waits until all answer. */
  List<Member> startProviders(int count) {
    return startProviders(count, registry.url());
  }

  /** As {@link #startProviders(int)}; {@code -} for no registry. */
  List<Member> startProviders(int count, String url) {
    List<ChildJvm> processes = new ArrayList<>();
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path file = directory.resolve("executions-" + (providers.size() + i + 1));
      files.add(file);
      processes.add(closing(ChildJvm.startWith(classPath(), join(SMALL, providerKeys), ProviderMain.class, url,
          file.toString())));
    }
    List<Member> started = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String address = processes.get(i).await("ready ", PATIENCE);
      started.add(new Member(processes.get(i), Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)),
          files.get(i)));
    }
    providers.addAll(started);
    return started;
  }

  /** Starts a consumer and waits until its calls begin. The first one begins the time of {@link #until}. */
  Consumer startConsumer(Traffic traffic) {
    return startConsumer(traffic, registry.url());
  }

  Consumer startConsumer(Traffic traffic, String url) {
    Path outcomes = directory.resolve("outcomes-" + (consumers.size() + 1));
    Path attempts = directory.resolve("attempts-" + (consumers.size() + 1));
    ChildJvm process = closing(ChildJvm.startWith(classPath(), join(SMALL, consumerKeys), ConsumerMain.class, url,
        traffic.text(), outcomes.toString(), attempts.toString()));
    Consumer consumer = new Consumer(process, outcomes, attempts);
    consumers.add(consumer);
    long begun = Long.parseLong(process.await("begun ", PATIENCE));
    if (consumers.size() == 1) {
      begunNanos = begun;
    }
    return consumer;
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  private static List<String> join(List<String> some, List<String> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  <T extends AutoCloseable> T closing(T resource) {
    opened.push(resource);
    return resource;
  }

  /** Lets the calls go on until so many seconds after the first one. */
  void until(double seconds) {
    long at = begunNanos + (long) (seconds * 1e9);
    for (long left = at - System.nanoTime(); left > 0; left = at - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Lets the calls go on for so long. */
  void pass(double seconds) {
    until((System.nanoTime() - begunNanos) / 1e9 + seconds);
  }

  /** Notes that something is done now. */
  void mark(String what) {
    marks.put(what, System.nanoTime());
  }

  /** A mark once it is done, too: what was under way meanwhile may have met either. */
  void deed(String what, Deed deed) throws Exception {
    mark(what);
    deed.run();
    marks.put(what + ", done", System.nanoTime());
  }

  /** Something that is done to somebody. */
  interface Deed {
    void run() throws Exception;
  }

  /** SIGTERM of a consumer. Returns when it has ended. */
  void terminate(Consumer consumer) {
    consumer.process().terminate();
    consumer.process().awaitExit(PATIENCE);
    ended.add(consumer);
  }

  /** A file beside those of the ledger. */
  Path path(String name) {
    return directory.resolve(name);
  }

  /** Ends the calls of one consumer, and waits until the last has ended. */
  void stop(Consumer consumer) {
    if (ended.contains(consumer)) {
      return;
    }
    consumer.process().tell("stop");
    consumer.process().await("done", PATIENCE);
  }

  /** What was written down so far. */
  Records records() {
    return new Records(begunNanos, marks, providers, consumers);
  }

  @Override
  public void close() throws Exception {
    Exception first = null;
    for (AutoCloseable resource : opened) {
      try {
        resource.close();
      } catch (Exception e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }

  List<Consumer> consumers() {
    return List.copyOf(consumers);
  }
}
