package dev.tern.registry.etcd;

import dev.tern.api.contract.DurationText;
import dev.tern.api.spi.RegistryCredentials;
import dev.tern.api.spi.RegistryUrl;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an {@code etcd://} URL says.
 *
 * @param url as its user wrote it, for texts
 * @param endpoints {@code host:port} each, at least one
 * @param path under which all records stand, without a slash at its end
 * @param ttl of a lease, whole seconds
 * @param tls null: plain text
 * @param credentials null: etcd is asked without a user
 */
record EtcdSettings(RegistryUrl url, List<String> endpoints, String path, Duration ttl, @Nullable Tls tls,
    @Nullable RegistryCredentials credentials) {
  private static final Pattern ADDRESS = Pattern.compile("([^/]*)(/.*)?");
  private static final Pattern ENDPOINT = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::(\\d{1,5}))?");
  private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._-]+)+");
  private static final Pattern LOOPBACK = Pattern.compile("(127\\.[0-9.]+|localhost|\\[::1]):\\d+");
  private static final int DEFAULT_PORT = 2379;
  private static final String DEFAULT_PATH = "/tern";
  private static final Duration DEFAULT_TTL = Duration.ofSeconds(10);
  private static final Duration MIN_TTL = Duration.ofSeconds(2);
  private static final Duration MAX_TTL = Duration.ofHours(1);

  /**
   * Files in PEM.
   *
   * @param ca whom to trust; null: whom the JVM trusts
   * @param certificate ours; null: we show none
   * @param key of our certificate, PKCS #8
   */
  record Tls(@Nullable Path ca, @Nullable Path certificate, @Nullable Path key) {}

  /** @throws IllegalArgumentException for what is wrong, saying what was expected */
  static EtcdSettings read(RegistryUrl url, @Nullable RegistryCredentials credentials) {
    url.allowOnly("ttl", "tls", "ca", "cert", "key");
    Matcher address = ADDRESS.matcher(url.address());
    if (!address.matches()) {
      throw refused(url, "the address", "etcd://host:2379 or etcd://host:2379,host:2379/path");
    }
    if (credentials != null && credentials.password().isEmpty()) {
      throw refused(url, "an empty password", "a user with a password, or no user");
    }
    List<String> endpoints = List.of(address.group(1).split(",", -1)).stream().map(one -> endpoint(url, one)).toList();
    return new EtcdSettings(url, endpoints, path(url, address.group(2)), ttl(url), tls(url), credentials);
  }

  private static String endpoint(RegistryUrl url, String text) {
    Matcher matcher = ENDPOINT.matcher(text);
    if (matcher.matches()) {
      int port = matcher.group(2) == null ? DEFAULT_PORT : Integer.parseInt(matcher.group(2));
      if (port >= 1 && port <= 65_535) {
        return matcher.group(1) + ":" + port;
      }
    }
    throw refused(url, "endpoint \"" + text + "\"", "host:port, such as 10.0.0.5:2379, etcd-1:2379 or [::1]:2379");
  }

  private static String path(RegistryUrl url, @Nullable String text) {
    if (text == null || text.equals("/")) {
      return DEFAULT_PATH;
    }
    String path = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    if (!PATH.matcher(path).matches()) {
      throw refused(url, "path \"" + text + "\"", "letters, digits, dots, dashes and _ between slashes, such as /tern");
    }
    return path;
  }

  private static Duration ttl(RegistryUrl url) {
    String text = url.parameters().get("ttl");
    if (text == null) {
      return DEFAULT_TTL;
    }
    Duration ttl = DurationText.parse(text);
    if (ttl != null && ttl.getNano() == 0 && ttl.compareTo(MIN_TTL) >= 0 && ttl.compareTo(MAX_TTL) <= 0) {
      return ttl;
    }
    throw refused(url, "ttl \"" + text + "\"", "whole seconds from 2s to 1h, such as 10s");
  }

  private static @Nullable Tls tls(RegistryUrl url) {
    String text = url.parameters().getOrDefault("tls", "false");
    if (!text.equals("true") && !text.equals("false")) {
      throw refused(url, "tls \"" + text + "\"", "true or false");
    }
    Path ca = file(url, "ca");
    Path certificate = file(url, "cert");
    Path key = file(url, "key");
    if ((certificate == null) != (key == null)) {
      throw refused(url, certificate == null ? "key without cert" : "cert without key", "both or none");
    }
    if (text.equals("true")) {
      return new Tls(ca, certificate, key);
    }
    if (ca != null || certificate != null) {
      throw refused(url, (ca != null ? "ca" : "cert") + " without TLS", "tls=true beside it");
    }
    return null;
  }

  private static @Nullable Path file(RegistryUrl url, String parameter) {
    String text = url.parameters().get(parameter);
    if (text == null) {
      return null;
    }
    try {
      Path path = Path.of(text);
      if (path.isAbsolute()) {
        return path;
      }
    } catch (InvalidPathException e) {
      // Refused below, as every other text that is no path.
    }
    throw refused(url, parameter + " \"" + text + "\"", "the absolute path of a PEM file");
  }

  /** Whether somebody between us and etcd could read the password. */
  boolean sendsPasswordInTheOpen() {
    return credentials != null && tls == null && !endpoints.stream().allMatch(one -> LOOPBACK.matcher(one).matches());
  }

  private static IllegalArgumentException refused(RegistryUrl url, String problem, String expected) {
    return new IllegalArgumentException("registry " + url + ": " + problem + " (expected: " + expected + ")");
  }

  /** What jetcd calls a target. Brackets of an IPv6 address may not stand in the path of a URI as they are. */
  String target() {
    return "ip:///" + String.join(",", endpoints).replace("[", "%5B").replace("]", "%5D");
  }
}
