package dev.tern.api.spi;

import static java.util.Objects.requireNonNull;

/**
 * Who we are to a registry. Stands apart from its URL, which is logged and shown.
 *
 * @param user name, not empty
 * @param password secret, may be empty
 */
public record RegistryCredentials(String user, String password) {
  public RegistryCredentials {
    requireNonNull(password, "password");
    if (user.isEmpty()) {
      throw new IllegalArgumentException("registry user: empty (expected: a name)");
    }
  }

  /** The name alone. */
  @Override
  public String toString() {
    return user;
  }
}
