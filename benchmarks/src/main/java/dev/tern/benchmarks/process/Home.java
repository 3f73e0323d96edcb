package dev.tern.benchmarks.process;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** Where this project stands: found from where these classes were loaded. */
public final class Home {
  private Home() {}

  /** The directory of the module {@code benchmarks}. */
  public static Path benchmarks() {
    try {
      Path classes = Path.of(Home.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return classes.getParent().getParent(); // target/classes or target/benchmarks.jar
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The root of the project. */
  public static Path root() {
    return benchmarks().getParent();
  }
}
