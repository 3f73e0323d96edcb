package dev.tern.api.spi;

/**
 * What makes many candidates look like one invoker: owns how often and where one call is tried. One instance per
 * consumed method.
 */
@FunctionalInterface
public interface Cluster extends AutoCloseable {
  /**
   * Makes the invoker that carries out calls by making attempts.
   *
   * @param attempts serves this method for as long as its client is open
   */
  Invoker over(Attempts attempts);

  /**
   * The client closes: lets go what is held beyond single calls. Called once, while attempts can still be made; may wait
   * a short time for work that was promised, such as calls to be tried again later.
   */
  @Override
  default void close() {}
}
