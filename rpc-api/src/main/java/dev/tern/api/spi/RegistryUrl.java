package dev.tern.api.spi;

import static java.util.Objects.requireNonNull;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A registry as its user names it: {@code scheme:[//]address[/path][?key=value&...]}, such as {@code
 * etcd://10.0.0.5:2379/tern?ttl=10s}, {@code file:/var/run/tern} or {@code static:10.0.0.7:9000,10.0.0.8:9000}.
 *
 * @param scheme in lower case
 * @param address what stands between the scheme and the query, without the leading {@code //}; may be empty. For
 *     {@code file:} a path
 * @param parameters decoded, in order
 */
public record RegistryUrl(String scheme, String address, Map<String, String> parameters) {
  private static final Pattern SHAPE = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(?://)?([^?]*)(?:\\?(.*))?");

  public RegistryUrl {
    requireNonNull(scheme, "scheme");
    requireNonNull(address, "address");
    parameters = Map.copyOf(parameters);
  }

  /**
   * @throws IllegalArgumentException if the text has no such shape, or carries a user or password, which belong into
   *     the configuration and not into a text that is logged
   */
  public static RegistryUrl parse(String text) {
    Matcher matcher = SHAPE.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("registry: " + withoutSecrets(text)
          + " (expected: scheme:address, such as etcd://127.0.0.1:2379, file:/var/run/tern or static:127.0.0.1:9000)");
    }
    if (matcher.group(2).indexOf('@') >= 0) {
      throw new IllegalArgumentException("registry: " + matcher.group(1)
          + ":// URL with a user or password (expected: none; give them with registryCredentials(user, password), URLs are logged)");
    }
    return new RegistryUrl(matcher.group(1).toLowerCase(java.util.Locale.ROOT), matcher.group(2),
        parameters(matcher.group(3) == null ? "" : matcher.group(3)));
  }

  /** What is no URL may still hold a password: before an @, or in a parameter. */
  private static String withoutSecrets(String text) {
    return text.indexOf('@') >= 0 || text.indexOf('?') >= 0 ? "no URL" : '"' + text + '"';
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> found = new LinkedHashMap<>();
    for (String pair : query.split("&")) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String key = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : decode(key, pair.substring(equals + 1));
        if (found.put(key, value) != null) {
          throw new IllegalArgumentException("registry: parameter " + key + " is given twice");
        }
      }
    }
    return found;
  }

  private static String decode(String key, String value) {
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) { // without the cause, which repeats a part of the value
      throw new IllegalArgumentException(
          "registry: parameter " + key + " has a % that begins no escape (expected: %25 for a %)");
    }
  }

  /**
   * Refuses parameters that a driver does not know.
   *
   * @throws IllegalArgumentException naming the unknown one and those that exist
   */
  public void allowOnly(String... known) {
    for (String key : parameters.keySet()) {
      if (!Set.of(known).contains(key)) {
        throw new IllegalArgumentException("registry " + this + ": unknown parameter \"" + key + "\" (known: "
            + (known.length == 0 ? "none" : String.join(", ", new TreeSet<>(Set.of(known)))) + ")");
      }
    }
  }

  /**
   * Refuses a user and password where a registry knows none.
   *
   * @throws IllegalArgumentException if there are any
   */
  public void allowNo(@Nullable RegistryCredentials credentials) {
    if (credentials != null) {
      throw new IllegalArgumentException("registry " + this + ": knows no users (expected: no credentials)");
    }
  }

  /** Scheme and address; never a parameter, which may be secret. */
  @Override
  public String toString() {
    return scheme + (scheme.equals("file") || scheme.equals("static") ? ":" : "://") + address;
  }
}
