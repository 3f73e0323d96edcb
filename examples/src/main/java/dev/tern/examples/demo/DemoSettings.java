package dev.tern.examples.demo;

/**
 * What the demo was asked for.
 *
 * @param registry which one the processes find each other through
 * @param seconds how long it calls, 3 to 3,600
 */
record DemoSettings(Registry registry, int seconds) {
  private static final int LEAST_SECONDS = 3;
  private static final int MOST_SECONDS = 3_600;

  DemoSettings {
    if (seconds < LEAST_SECONDS || seconds > MOST_SECONDS) {
      throw new IllegalArgumentException(
          "--seconds: " + seconds + " (expected: " + LEAST_SECONDS + " to " + MOST_SECONDS + ")");
    }
  }

  /** The registries that the demo can be run on. */
  enum Registry {
    /** A directory that all processes share. */
    FILE,
    /** None: the consumer is given a list, so that the new provider takes the killed one's port. */
    STATIC,
    /** An etcd that is killed and started again on the way. */
    ETCD,
    /** A ZooKeeper server that is killed and started again on the way. */
    ZOOKEEPER;

    String scheme() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * @throws IllegalArgumentException for an option that does not exist or has a value that cannot be
   */
  static DemoSettings parse(String... arguments) {
    Registry registry = Registry.FILE;
    int seconds = 20;
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (equals < 0 && (argument.equals("--registry") || argument.equals("--seconds"))) {
        throw new IllegalArgumentException(argument + " has no value: write "
            + (argument.equals("--seconds") ? "--seconds=5." : "--registry=file."));
      }
      String value = argument.substring(equals + 1);
      switch (equals < 0 ? argument : argument.substring(0, equals)) {
        case "--registry" -> registry = registry(value);
        case "--seconds" -> seconds = seconds(value);
        default -> throw new IllegalArgumentException(
            "Unknown option \"" + argument + "\". Known: --registry=<scheme>, --seconds=<n>, --help.");
      }
    }
    return new DemoSettings(registry, seconds);
  }

  private static Registry registry(String scheme) {
    for (Registry registry : Registry.values()) {
      if (registry.scheme().equals(scheme)) {
        return registry;
      }
    }
    throw new IllegalArgumentException("Unknown registry \"" + scheme + "\". The demo runs on: file, static, etcd, zookeeper.");
  }

  private static int seconds(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("--seconds: \"" + text + "\" (expected: a number, such as 20)", e);
    }
  }
}
