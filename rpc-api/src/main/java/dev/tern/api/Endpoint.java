package dev.tern.api;

import static java.util.Objects.requireNonNull;

/**
 * Where one provider listens.
 *
 * @param host name or address, IPv6 without brackets; never empty
 * @param port 0 to 65,535; 0 only where a provider asks for any free port
 */
public record Endpoint(String host, int port) {
  public Endpoint {
    requireNonNull(host, "host");
    if (host.isBlank() || host.chars().anyMatch(c -> c <= ' ' || c == '/' || c == '@' || c == '[' || c == ']')) {
      throw new IllegalArgumentException("host: \"" + host + "\" (expected: a host name or an IP address)");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
    }
  }

  /**
   * Reads {@code host:port} or {@code [v6]:port}.
   *
   * @throws IllegalArgumentException naming the text, if it is neither
   */
  public static Endpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? text : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw notAnEndpoint(text);
    }
    try {
      return new Endpoint(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      throw notAnEndpoint(text);
    }
  }

  private static IllegalArgumentException notAnEndpoint(String text) {
    return new IllegalArgumentException("endpoint: \"" + text + "\" (expected: host:port, such as 10.0.0.7:9000 or [::1]:9000)");
  }

  /** {@code host:port}, with brackets around IPv6. */
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
