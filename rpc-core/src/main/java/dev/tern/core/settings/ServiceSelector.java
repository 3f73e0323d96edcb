package dev.tern.core.settings;

import dev.tern.api.ServiceId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a key of services and methods is for.
 *
 * @param service its name; of the given id if that is exact
 * @param exact the service in one group and version; null: in all of them
 * @param method name on the wire; null: all methods
 * @param last name of the setting
 */
record ServiceSelector(String service, @Nullable ServiceId exact, @Nullable String method, String last) {
  static final String SHAPE =
      "tern.service[demo.UserService].<key> or tern.service[demo.UserService].method[find].<key>";

  private static final Pattern TEXT =
      Pattern.compile("tern\\.service\\[([^\\[\\]]*)](?:\\.method\\[([^\\[\\]]*)])?\\.([^\\[\\]]+)");

  /** Null if it has no such shape. {@code demo.User} is every group and version, {@code demo.User/blue/1.2} one. */
  static @Nullable ServiceSelector parse(String key) {
    Matcher matcher = TEXT.matcher(key);
    if (!matcher.matches()) {
      return null;
    }
    String[] parts = matcher.group(1).split("/", -1);
    if (parts.length != 1 && parts.length != 3) {
      return null;
    }
    try {
      ServiceId exact = parts.length == 1 ? null : new ServiceId(parts[0], parts[1], parts[2]);
      return new ServiceSelector(ServiceId.of(parts[0]).name(), exact, matcher.group(2), matcher.group(3));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  boolean matches(ServiceId id) {
    return exact == null ? service.equals(id.name()) : exact.equals(id);
  }
}
