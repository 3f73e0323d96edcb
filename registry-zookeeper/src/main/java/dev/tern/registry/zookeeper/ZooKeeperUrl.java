package dev.tern.registry.zookeeper;

import dev.tern.api.contract.DurationText;
import dev.tern.api.spi.RegistryUrl;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a {@code zookeeper:} URL says.
 *
 * @param servers {@code host:port,host:port}, as ZooKeeper's client takes them
 * @param root path of the node under which everything stands, without a slash at its end
 * @param session asked of the ensemble, which may grant another
 */
record ZooKeeperUrl(String servers, String root, Duration session) {
  private static final int DEFAULT_PORT = 2181;
  private static final String DEFAULT_ROOT = "/tern";
  // Longer than a leader election and most pauses; and no longer, since an ensemble that has lost its data is only taken
  // up again once the session it knows nothing of is over, which must not take more than 10 s. A session that ends too
  // early costs little: its records are put again at once.
  private static final Duration DEFAULT_SESSION = Duration.ofSeconds(8);
  private static final Duration MIN_SESSION = Duration.ofSeconds(4); // two ticks of a server that was left as it came
  private static final Duration MAX_SESSION = Duration.ofMinutes(10);
  private static final Pattern SERVER = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(?::(\\d{1,5}))?");
  private static final Pattern ROOT = Pattern.compile("(?:/(?!\\.\\.?(?:/|$))[A-Za-z0-9._-]+)+");

  /** @throws IllegalArgumentException if it cannot be one, with what was expected */
  static ZooKeeperUrl of(RegistryUrl url) {
    url.allowOnly("session");
    int slash = url.address().indexOf('/');
    String servers = slash < 0 ? url.address() : url.address().substring(0, slash);
    String root = slash < 0 ? "" : url.address().substring(slash);
    return new ZooKeeperUrl(
        Arrays.stream(servers.split(",", -1)).map(server -> server(url, server)).collect(Collectors.joining(",")),
        root(url, root), session(url));
  }

  private static String server(RegistryUrl url, String text) {
    Matcher matcher = SERVER.matcher(text);
    int port = !matcher.matches() ? 0 : matcher.group(2) == null ? DEFAULT_PORT : Integer.parseInt(matcher.group(2));
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("registry " + url + ": \"" + text
          + "\" (expected: host:port, several separated by commas,"
          + " such as zookeeper://10.0.0.1:2181,10.0.0.2:2181/tern)");
    }
    return matcher.group(1) + ":" + port;
  }

  private static String root(RegistryUrl url, String text) {
    String root = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    if (root.isEmpty()) {
      return DEFAULT_ROOT;
    }
    if (!ROOT.matcher(root).matches() || root.equals("/zookeeper") || root.startsWith("/zookeeper/")) {
      throw new IllegalArgumentException("registry " + url + ": path \"" + text
          + "\" (expected: names of letters, digits, _, - and dots, such as /tern or /prod/tern; not /zookeeper)");
    }
    return root;
  }

  private static Duration session(RegistryUrl url) {
    String text = url.parameters().get("session");
    if (text == null) {
      return DEFAULT_SESSION;
    }
    Duration session = DurationText.parse(text);
    if (session != null && session.compareTo(MIN_SESSION) >= 0 && session.compareTo(MAX_SESSION) <= 0) {
      return session;
    }
    throw new IllegalArgumentException(
        "registry " + url + ": session \"" + text + "\" (expected: 4s to 10m, written as 4500ms, 30s or 2m)");
  }
}
