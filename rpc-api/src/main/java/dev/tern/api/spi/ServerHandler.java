package dev.tern.api.spi;

/** What a provider does with calls that arrive. Called on transport threads: must not block. */
@FunctionalInterface
public interface ServerHandler {
  /**
   * Finds who answers a path. Asked once per call; the same path always gives the same route.
   *
   * @param path such as {@code /demo.Greeting/greet}, as the peer sent it
   * @return never null: for a path that nobody serves, a route that says so
   */
  ServerRoute route(String path);
}
