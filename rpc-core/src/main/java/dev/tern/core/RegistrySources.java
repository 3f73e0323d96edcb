package dev.tern.core;

import static java.util.Objects.requireNonNull;

import dev.tern.api.NanoClock;
import dev.tern.api.spi.RegistryCredentials;
import dev.tern.api.spi.RegistryDriverFactory;
import dev.tern.api.spi.RegistryUrl;
import dev.tern.core.plugin.PluginKind;
import dev.tern.core.plugin.Plugins;
import dev.tern.core.registry.LastKnown;
import dev.tern.core.registry.MemoryRegistry;
import dev.tern.core.registry.Registries;
import dev.tern.core.registry.RegistryLoop;
import dev.tern.core.registry.RegistryLoopSettings;
import dev.tern.core.registry.snapshot.Snapshots;
import dev.tern.core.settings.Key;
import dev.tern.core.settings.Settings;
import dev.tern.core.settings.Told;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The registries that a builder was given, in order of preference. For one thread until it is built. */
final class RegistrySources {
  private static final Set<String> USERLESS = Set.of("static", "file");

  private final List<RegistrySource> sources = new ArrayList<>();
  private int lastGiven; // index of the first that the last call gave

  /**
   * @throws IllegalArgumentException for a text that is no registry URL, or one that was given before
   */
  void add(String first, String... others) {
    lastGiven = sources.size();
    addOne(new RegistrySource.Url(RegistryUrl.parse(first), null));
    for (String url : others) {
      addOne(new RegistrySource.Url(RegistryUrl.parse(url), null));
    }
  }

  void add(MemoryRegistry shared) {
    lastGiven = sources.size();
    addOne(new RegistrySource.Memory(requireNonNull(shared, "registry")));
  }

  private void addOne(RegistrySource source) {
    if (sources.stream().anyMatch(given -> isSame(given, source))) {
      throw new IllegalArgumentException("registry: " + source + " is given twice (expected: once)");
    }
    sources.add(source);
  }

  private static boolean isSame(RegistrySource one, RegistrySource other) {
    if (one instanceof RegistrySource.Url url && other instanceof RegistrySource.Url same) {
      return url.url().equals(same.url());
    }
    return one instanceof RegistrySource.Memory memory && other instanceof RegistrySource.Memory same
        && memory.registry() == same.registry();
  }

  /**
   * Who we are to the registries of the last call.
   *
   * @throws IllegalArgumentException if there was none, or it gave one that knows no users
   */
  void credentials(String user, String password) {
    RegistryCredentials credentials = new RegistryCredentials(user, password);
    if (sources.isEmpty()) {
      throw new IllegalArgumentException(
          "registryCredentials: given before any registry (expected: after the registry(...) they are for)");
    }
    for (int i = lastGiven; i < sources.size(); i++) {
      if (sources.get(i) instanceof RegistrySource.Url url) {
        sources.set(i, new RegistrySource.Url(url.url(), credentials));
      } else {
        throw new IllegalArgumentException(
            "registryCredentials: a registry in memory knows no users (expected: after a registry(url))");
      }
    }
  }

  /** Lets the settings say what was given here, so that what others say of the same is shown as overruled. */
  void tell(Told told, Key<List<RegistryUrl>> urls, Key<String> user, Key<String> password) {
    if (!isEmpty()) {
      told.putObject(urls, toString());
    }
    if (!users().isEmpty()) {
      told.putObject(user, "***");
      told.putObject(password, "***");
    }
  }

  /**
   * A copy that is filled from settings: those that they name, if none was given here, and who we are to each that was
   * given without credentials, unless it is of a kind that never knows users.
   *
   * @throws IllegalArgumentException if one is named twice, or there is a password without a user
   */
  RegistrySources or(Settings settings, Key<List<RegistryUrl>> urls, Key<String> user, Key<String> password) {
    RegistrySources all = copy();
    if (isEmpty()) {
      try {
        settings.find(urls).orElse(List.of()).forEach(url -> all.addOne(new RegistrySource.Url(url, null)));
      } catch (IllegalArgumentException e) {
        throw settings.explained(urls, e);
      }
    }
    Optional<String> name = settings.find(user);
    if (name.isEmpty() && settings.find(password).isPresent()) {
      throw settings.explained(password,
          new IllegalArgumentException("is given without a user (expected: " + user + " beside it)"));
    }
    name.ifPresent(known -> {
      RegistryCredentials credentials = new RegistryCredentials(known, settings.find(password).orElse(""));
      all.sources.replaceAll(source -> source instanceof RegistrySource.Url url && url.credentials() == null
          && !USERLESS.contains(url.url().scheme()) ? new RegistrySource.Url(url.url(), credentials) : source);
    });
    return all;
  }

  /** Who we are to each that we have credentials for. */
  Map<String, String> users() {
    Map<String, String> users = new LinkedHashMap<>();
    for (RegistrySource source : sources) {
      if (source instanceof RegistrySource.Url url && url.credentials() != null) {
        users.put(url.toString(), url.credentials().user());
      }
    }
    return users;
  }

  boolean isEmpty() {
    return sources.isEmpty();
  }

  /** True if one of them may be away at the start. */
  boolean canBeAway() {
    return sources.stream().anyMatch(RegistrySource::canBeAway);
  }

  /** Those in which a provider can stand: a fixed list names whom it names. */
  RegistrySources registrable() {
    RegistrySources some = copy();
    some.sources.removeIf(source -> source instanceof RegistrySource.Url named && named.url().scheme().equals("static"));
    return some;
  }

  /** A copy that later calls do not change. */
  RegistrySources copy() {
    RegistrySources copy = new RegistrySources();
    copy.sources.addAll(sources);
    return copy;
  }

  /**
   * Opens all of them; should one fail, none stays open.
   *
   * @param snapshots null: nothing is remembered
   */
  Registries open(RegistryLoopSettings settings, @Nullable Snapshots snapshots, NanoClock clock) {
    Plugins<RegistryDriverFactory> plugins = Plugins.load(PluginKind.REGISTRY);
    try (Undo undo = new Undo()) {
      List<RegistryLoop> loops = new ArrayList<>();
      for (RegistrySource source : sources) {
        LastKnown lastKnown = snapshots != null && source instanceof RegistrySource.Url named && named.canBeAway()
            ? snapshots.of(named.url()) : LastKnown.NOTHING;
        loops.add(undo.add(RegistryLoop.start(source.toString(), source.open(plugins),
            settings, lastKnown, clock, new Random())));
      }
      undo.forget();
      return new Registries(loops);
    }
  }

  /** Their names, the preferred one first. */
  @Override
  public String toString() {
    return sources.stream().map(RegistrySource::toString).collect(Collectors.joining(", "));
  }
}
