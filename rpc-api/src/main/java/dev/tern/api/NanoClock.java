package dev.tern.api;

/** A clock for lengths of time: it never goes back and knows no date. Injected, so that tests set it. */
@FunctionalInterface
public interface NanoClock {
  /** Nanoseconds since an arbitrary point; compare by difference only. */
  long nanoTime();

  /** The JVM's own. */
  static NanoClock system() {
    return System::nanoTime;
  }
}
