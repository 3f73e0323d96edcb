package dev.tern.api;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * Which service: its name on the wire, its group and its version. Consumer and provider must name all three alike.
 *
 * @param name dotted, such as {@code demo.Greeting}
 * @param group empty for the default group
 * @param version empty for the default version
 */
public record ServiceId(String name, String group, String version) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*");
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9._-]{0,64}");

  public ServiceId {
    requireNonNull(name, "name");
    requireNonNull(group, "group");
    requireNonNull(version, "version");
    if (name.length() > 256 || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "service name: \"" + name + "\" (expected: dotted identifiers such as demo.Greeting, at most 256 characters)");
    }
    checkLabel("group", group);
    checkLabel("version", version);
  }

  /** The service of that name in the default group and version. */
  public static ServiceId of(String name) {
    return new ServiceId(name, "", "");
  }

  private static void checkLabel(String what, String value) {
    if (!LABEL.matcher(value).matches()) {
      throw new IllegalArgumentException(
          what + ": \"" + value + "\" (expected: at most 64 letters, digits, dots, dashes or underscores)");
    }
  }

  /** Spelled out: what a record brings takes 10 ms to link when a process starts. */
  @Override
  public int hashCode() {
    return (name.hashCode() * 31 + group.hashCode()) * 31 + version.hashCode();
  }

  @Override
  public boolean equals(Object other) {
    return this == other || other instanceof ServiceId that && name.equals(that.name) && group.equals(that.group)
        && version.equals(that.version);
  }

  /** {@code demo.Greeting (group blue, version 1.2)}; defaults are left out. */
  @Override
  public String toString() {
    if (group.isEmpty() && version.isEmpty()) {
      return name;
    }
    String separator = group.isEmpty() || version.isEmpty() ? "" : ", ";
    return name + " (" + (group.isEmpty() ? "" : "group " + group) + separator
        + (version.isEmpty() ? "" : "version " + version) + ")";
  }
}
