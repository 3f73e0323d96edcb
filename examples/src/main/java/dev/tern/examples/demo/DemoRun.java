package dev.tern.examples.demo;

import dev.tern.examples.ledger.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;

/** The story of the demo, from its first process to its verdict. For one thread. */
final class DemoRun {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration SILENCE_LIMIT = Duration.ofSeconds(20); // longer than the last calls may take
  private static final Duration END_LIMIT = Duration.ofSeconds(20);
  private static final int PROVIDERS = 3;
  private static final int VICTIM = 2;
  private static final int LEAST_CALLS_PER_SECOND = 500;

  private final DemoSettings settings;
  private final Workspace workspace;
  private final Children children;
  private final RealRegistry registry;
  private final Screen screen;
  private final List<Provider> providers = new ArrayList<>();
  private final WarmUp warmUp = new WarmUp(PROVIDERS + 1);
  private Figures figures = Figures.NONE;
  private long warmUpCalls;
  private long timedCalls;
  private long slowestSecond = Long.MAX_VALUE;

  /** One of the provider processes, by its number from 1. */
  private static final class Provider {
    final int number;
    final Child child;
    String state = "starting";
    int port;

    Provider(int number, Child child) {
      this.number = number;
      this.child = child;
    }
  }

  DemoRun(DemoSettings settings, Workspace workspace, Children children, RealRegistry registry, Screen screen) {
    this.settings = settings;
    this.workspace = workspace;
    this.children = children;
    this.registry = registry;
    this.screen = screen;
  }

  /**
   * @return true if nothing failed
   * @throws DemoFailure if it could not be carried out, with a text for its user
   */
  boolean play() throws IOException, InterruptedException, TimeoutException {
    screen.event("starting " + PROVIDERS + " providers and a consumer on the " + settings.registry().scheme()
        + ": registry");
    screen.event("every call works " + DemoProvider.WORK_MILLIS + " ms in its handler: latencies below contain them");
    if (registry.isReal()) {
      registry.start();
    }
    Child consumer = children.start("consumer", DemoConsumer.class, Integer.toString(settings.seconds()),
        workspace.outcomes().toString()); // while it starts, the providers do
    for (int number = 1; number <= PROVIDERS; number++) {
      startProvider(number, 0);
    }
    for (Provider provider : providers) {
      awaitServing(provider);
    }
    String url = registryUrl();
    screen.event("calling through " + url + " from " + (Load.BLOCKING_THREADS + Load.FUTURE_THREADS)
        + " threads: " + Load.BLOCKING_THREADS + " wait for each answer, " + Load.FUTURE_THREADS + " use futures");
    consumer.tell(url);
    follow(consumer);
    end(consumer);
    return judge();
  }

  private String registryUrl() {
    if (registry.isReal()) {
      return registry.url();
    }
    if (settings.registry() == DemoSettings.Registry.FILE) {
      return "file:" + workspace.registry();
    }
    return "static:" + String.join(",", providers.stream().map(provider -> "127.0.0.1:" + provider.port).toList());
  }

  private Provider startProvider(int number, int port) throws IOException {
    List<String> arguments = new ArrayList<>(
        List.of(Integer.toString(number), Integer.toString(port), workspace.executions(number).toString()));
    if (settings.registry() != DemoSettings.Registry.STATIC) {
      arguments.add(registryUrl());
    }
    Provider provider = new Provider(number,
        children.start("provider " + number, DemoProvider.class, arguments.toArray(String[]::new)));
    providers.add(provider);
    return provider;
  }

  private static void awaitServing(Provider provider) throws InterruptedException, TimeoutException {
    String line = provider.child.nextLine(START_LIMIT);
    if (line == null) {
      throw new DemoFailure(provider.child + " did not start" + provider.child.lastLogLines());
    }
    provider.port = Integer.parseInt(line.substring("port ".length()));
    provider.state = "up";
  }

  /**
   * Second by second, what the consumer says. A third of the way a provider is killed, at half of it one starts; a real
   * registry is killed soon after that, and comes back before the end.
   */
  private void follow(Child consumer) throws IOException, InterruptedException, TimeoutException {
    int second = -1;
    int killAt = Math.max(1, settings.seconds() * 3 / 10);
    int startAt = Math.max(killAt + 1, settings.seconds() / 2);
    int registryKillAt = Math.max(startAt + 1, settings.seconds() * 3 / 5);
    int registryStartAt = Math.max(registryKillAt + 1, settings.seconds() * 4 / 5);
    while (true) {
      String line = consumer.nextLine(second < 0 ? START_LIMIT : SILENCE_LIMIT);
      if (line == null) {
        throw new DemoFailure(consumer + " died" + consumer.lastLogLines());
      }
      if (line.equals("done")) {
        return;
      }
      if (!Figures.isLine(line)) {
        screen.event(line);
        continue;
      }
      second++;
      Figures now = Figures.parse(line);
      if (second == 0) {
        warmUpCalls = now.calls();
        screen.event("all are warm after " + warmUpCalls + " calls");
      } else if (second <= settings.seconds()) { // one more tells what ended after the last second
        show(now);
      }
      figures = now;
      if (second == killAt) {
        kill(providers.get(VICTIM - 1));
      }
      if (second == startAt) {
        replace(providers.get(VICTIM - 1));
      }
      if (registry.isReal() && second == registryKillAt) {
        screen.event("kill -9 of the registry, " + settings.registry().scheme());
        registry.kill();
      }
      if (registry.isReal() && second == registryStartAt) {
        screen.event("starting the registry again");
        registry.restart();
      }
      watchProviders();
    }
  }

  private void show(Figures now) {
    timedCalls = now.calls() - warmUpCalls;
    slowestSecond = Math.min(slowestSecond, now.calls() - figures.calls());
    for (Provider provider : providers) {
      if (provider.state.equals("starting") && now.byProvider().containsKey(provider.number)) {
        provider.state = "up";
        screen.event("provider " + provider.number + " answers its first calls");
      }
    }
    warmUp.add(now, figures);
    screen.figures(now, figures, providers.stream()
        .map(provider -> new Screen.Seat(provider.number, provider.child.pid(), provider.state)).toList());
  }

  private void kill(Provider victim) {
    screen.event("kill -9 " + victim.child);
    victim.child.kill();
    victim.state = "killed";
  }

  private void replace(Provider victim) throws IOException {
    int port = settings.registry() == DemoSettings.Registry.STATIC ? victim.port : 0;
    screen.event("starting " + startProvider(PROVIDERS + 1, port).child);
  }

  private void watchProviders() {
    for (Provider provider : providers) {
      if (!provider.child.isAlive() && !provider.state.equals("killed")) {
        throw new DemoFailure(provider.child + " died" + provider.child.lastLogLines());
      }
    }
  }

  private void end(Child consumer) throws IOException, InterruptedException {
    for (Provider provider : providers) {
      provider.child.endInput();
    }
    if (!consumer.awaitEnd(END_LIMIT)) {
      throw new DemoFailure(consumer + " does not end" + consumer.lastLogLines());
    }
    for (Provider provider : providers) {
      if (!provider.child.awaitEnd(END_LIMIT)) {
        throw new DemoFailure(provider.child + " does not end" + provider.child.lastLogLines());
      }
    }
    screen.event("all processes have ended");
  }

  private boolean judge() throws IOException {
    List<String> rise = warmUp.lines();
    if (!rise.isEmpty()) {
      screen.event("a provider that has just started gets less at first: the share of provider " + (PROVIDERS + 1));
      rise.forEach(screen::event);
    }
    Verdict verdict = Verdict.of(workspace.allExecutions(), List.of(workspace.outcomes()));
    boolean same = verdict.calls() == figures.calls() && verdict.failed() == figures.failed();
    long perSecond = timedCalls / settings.seconds();
    screen.event(String.format(Locale.ROOT, "%,d calls a second, %,d in the slowest second", perSecond, slowestSecond));
    screen.event(verdict.toString());
    if (!same) {
      screen.event("the consumer counted " + figures.calls() + " calls, " + figures.failed()
          + " failed: its ledger says otherwise");
    } else if (verdict.holds()) {
      screen.event(String.format(Locale.ROOT, "each of the %,d calls answered OK stands in a provider's ledger file; "
          + "%,d ran twice, as calls of idempotent methods may", verdict.ok(), verdict.executions() - verdict.ok()));
    }
    boolean fast = perSecond >= LEAST_CALLS_PER_SECOND;
    if (!fast) {
      screen.event("too slow to say anything: at least " + LEAST_CALLS_PER_SECOND + " calls a second were meant");
    }
    return same && fast && verdict.holds() && figures.failed() == 0;
  }

  /** The line that the demo ends with. */
  String summary() {
    return "demo: calls=" + figures.calls() + " failed=" + figures.failed() + " rerouted=" + figures.rerouted()
        + " registry=" + settings.registry().scheme();
  }
}
