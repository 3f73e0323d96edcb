package dev.tern.api.spi;

/**
 * What makes many candidates look like one invoker: owns how often and where one call is tried. One instance per
 * consumed method.
 */
@FunctionalInterface
public interface Cluster {
  /**
   * Makes the invoker that carries out calls by making attempts.
   *
   * @param attempts serves this method for as long as its client is open
   */
  Invoker over(Attempts attempts);
}
