package dev.tern.core.provider;

import dev.tern.api.Code;
import dev.tern.api.contract.MethodKind;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.ServerCall;
import dev.tern.api.spi.ServerRoute;
import dev.tern.core.plugin.Nearest;
import java.util.Collection;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Answers for paths that nobody serves: says what the peer may have meant, in a text that is short whatever it sent and
 * however much there is. Immutable once made.
 */
final class UnknownPaths {
  /** Longest name that is compared with what there is: comparing takes time by the square of it. */
  private static final int LONGEST_COMPARED = 128;
  private static final int MOST_CHARS_LISTED = 512;
  private static final int MOST_CHARS_REPEATED = 64;

  private final Map<String, SortedSet<String>> methods = new TreeMap<>();

  /** @param paths of every method, such as {@code /demo.Greeting/greet} */
  UnknownPaths(Collection<String> paths) {
    for (String path : paths) {
      int slash = path.lastIndexOf('/');
      methods.computeIfAbsent(path.substring(1, slash), service -> new TreeSet<>()).add(path.substring(slash + 1));
    }
  }

  /** A route that says so. */
  ServerRoute route(String path) {
    return new Unknown(path);
  }

  private String answer(String path) {
    int slash = path.lastIndexOf('/');
    String service = slash < 1 ? "" : path.substring(1, slash);
    String method = path.substring(slash + 1);
    SortedSet<String> known = methods.get(service);
    return known != null
        ? "no method \"" + printable(method) + "\" in " + service + " here\n  "
            + suggestion(nearest(method, known)) + "It has: " + list(known)
        : "no service \"" + printable(service) + "\" here\n  "
            + suggestion(nearestService(service)) + "This provider offers: " + list(methods.keySet());
  }

  private static String suggestion(@Nullable String nearest) {
    return nearest == null ? "" : "Did you mean " + nearest + "? ";
  }

  private @Nullable String nearestService(String asked) {
    String nearest = nearest(asked, methods.keySet());
    if (nearest != null) {
      return nearest;
    }
    String simple = simpleName(asked); // right but for its package
    return methods.keySet().stream().filter(known -> simpleName(known).equalsIgnoreCase(simple)).findFirst()
        .orElse(null);
  }

  private static String simpleName(String service) {
    return service.substring(service.lastIndexOf('.') + 1);
  }

  private static @Nullable String nearest(String asked, Collection<String> known) {
    return asked.isEmpty() || asked.length() > LONGEST_COMPARED ? null : Nearest.to(asked, known);
  }

  private static String list(Collection<String> names) {
    StringBuilder list = new StringBuilder();
    int listed = 0;
    for (String name : names) {
      if (listed > 0 && list.length() + name.length() > MOST_CHARS_LISTED) {
        return list.append(" and ").append(names.size() - listed).append(" more").toString();
      }
      list.append(listed++ == 0 ? "" : ", ").append(name);
    }
    return list.toString();
  }

  /** What a peer sent, short enough to send back. */
  static String printable(String text) {
    return text.length() <= MOST_CHARS_REPEATED ? text : text.substring(0, MOST_CHARS_REPEATED) + "...";
  }

  private final class Unknown implements ServerRoute {
    private final String asked;

    Unknown(String asked) {
      this.asked = asked;
    }

    @Override
    public String path() {
      return ""; // another than was asked for: transports remember nothing of it
    }

    @Override
    public MethodKind kind() {
      return MethodKind.BIDI_STREAM; // fits whatever the peer sends
    }

    @Override
    public ServerCall.Listener start(ServerCall call, Headers headers) {
      call.fail(Code.UNIMPLEMENTED, answer(asked), Rejection.NOT_EXECUTED);
      return Dispatcher.Ignored.INSTANCE;
    }
  }
}
