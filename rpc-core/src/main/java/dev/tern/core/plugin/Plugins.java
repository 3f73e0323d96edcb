package dev.tern.core.plugin;

import dev.tern.api.spi.Options;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The plug-ins of one kind that are on the class path, by name. Loaded once by the client or server that uses them
 * and held by it: nothing static keeps what was found. Immutable, hence safe for many threads.
 *
 * @param <F> the factory that {@link ServiceLoader} finds
 */
public final class Plugins<F> {
  private final PluginKind<F> kind;
  private final SortedMap<String, F> found = new TreeMap<>();

  private Plugins(PluginKind<F> kind) {
    this.kind = kind;
  }

  /**
   * Loads every plug-in of a kind that the calling thread's context class loader sees, and those that Tern's own
   * loader sees: in an application server only the first knows the application's jars, in a plain JVM they are one.
   *
   * @throws IllegalStateException if two have one name, or one cannot be loaded
   */
  public static <F> Plugins<F> load(PluginKind<F> kind) {
    Plugins<F> plugins = new Plugins<>(kind);
    ClassLoader own = Plugins.class.getClassLoader();
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    if (context != null && context != own && plugins.sharesTypeWith(context)) {
      plugins.loadFrom(context);
    }
    plugins.loadFrom(own);
    return plugins;
  }

  /** The user's own, if there is one, else the one of that name on the class path. */
  public static <F> F chosen(PluginKind<F> kind, @Nullable F own, String name) {
    return own != null ? own : load(kind).getOrSuggest(name);
  }

  /** A loader with a copy of Tern of its own would find factories that are strangers to this copy. */
  private boolean sharesTypeWith(ClassLoader loader) {
    try {
      return Class.forName(kind.type().getName(), false, loader) == kind.type();
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  private void loadFrom(ClassLoader loader) {
    try {
      for (F factory : ServiceLoader.load(kind.type(), loader)) {
        add(factory);
      }
    } catch (ServiceConfigurationError e) {
      throw new IllegalStateException(
          "A " + kind.word() + " on the class path cannot be loaded: " + e.getMessage(), e);
    }
  }

  private void add(F factory) {
    String name = kind.name().apply(factory);
    F other = found.putIfAbsent(name, factory);
    // One class seen through two loaders is one plug-in; the context's own copy came first and stands.
    if (other != null && !other.getClass().getName().equals(factory.getClass().getName())) {
      throw new IllegalStateException("Two " + kind.word() + " plug-ins are named \"" + name + "\": "
          + other.getClass().getName() + " and " + factory.getClass().getName() + ". Remove one from the class path.");
    }
  }

  /** Names of all that were found, sorted. */
  public List<String> names() {
    return List.copyOf(found.keySet());
  }

  /** All that were found, by name. */
  public List<F> all() {
    return List.copyOf(found.values());
  }

  /** The one of that name, or null. */
  public @Nullable F find(String name) {
    return found.get(name);
  }

  /**
   * The one of that name.
   *
   * @throws IllegalArgumentException if there is none: lists those found and, where it is known, the artifact to add
   */
  public F get(String name) {
    F factory = found.get(name);
    if (factory == null) {
      throw unknown(name, "");
    }
    return factory;
  }

  /** As {@link #get}, and names the one probably meant when the name looks mistyped. */
  public F getOrSuggest(String name) {
    F factory = found.get(name);
    if (factory == null) {
      throw unknown(name, suggestion(name));
    }
    return factory;
  }

  /**
   * Makes what the text names, with the options it gives, such as {@code failback?queue=1000}.
   *
   * @throws IllegalArgumentException as {@link #getOrSuggest}, and for an option that is wrong or unknown
   */
  public <T> T make(String text, BiFunction<F, Options, T> maker) {
    Options options = Options.parse(kind.word(), text);
    T made = maker.apply(getOrSuggest(options.name()), options);
    options.requireAllRead();
    return made;
  }

  private String suggestion(String name) {
    if (kind.artifacts().containsKey(name)) {
      return "";
    }
    Set<String> known = new TreeSet<>(found.keySet());
    known.addAll(kind.artifacts().keySet());
    String nearest = Nearest.to(name, known);
    return nearest == null ? "" : " Did you mean \"" + nearest + "\"?";
  }

  private IllegalArgumentException unknown(String name, String suggestion) {
    String artifact = kind.artifacts().get(name);
    return new IllegalArgumentException("Unknown " + kind.word() + " \"" + name + "\". Found: "
        + (found.isEmpty() ? "none" : String.join(", ", found.keySet())) + "." + suggestion
        + (artifact == null ? "" : " Add dev.tern:" + artifact + " to the class path."));
  }

  @Override
  public String toString() {
    return kind.word() + found.keySet();
  }
}
