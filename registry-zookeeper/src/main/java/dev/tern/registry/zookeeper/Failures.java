package dev.tern.registry.zookeeper;

import dev.tern.api.spi.RegistryCredentials;
import java.io.IOException;
import org.apache.zookeeper.KeeperException;
import org.jspecify.annotations.Nullable;

/** Says what ZooKeeper's errors mean here. */
final class Failures {
  private final String servers;
  private final @Nullable RegistryCredentials credentials;

  Failures(String servers, @Nullable RegistryCredentials credentials) {
    this.servers = servers;
    this.credentials = credentials;
  }

  IOException of(Throwable cause) {
    if (!(cause instanceof KeeperException failure)) {
      return new IOException(String.valueOf(cause.getMessage()), cause);
    }
    return new IOException(switch (failure.code()) {
      case CONNECTIONLOSS -> "the connection to " + servers + " was lost before the answer came";
      case SESSIONEXPIRED, SESSIONMOVED -> "the session with " + servers + " has ended; a new one is being opened";
      case AUTHFAILED -> servers + " refuses the user " + credentials
          + " (expected: digest authentication enabled there)";
      case NOAUTH -> denied(failure.getPath());
      case UNIMPLEMENTED -> servers + " is too old (expected: ZooKeeper 3.6 or newer)";
      default -> failure.code() + " from " + servers + " for " + failure.getPath();
    }, failure);
  }

  private String denied(@Nullable String path) {
    return "no right to " + path + " at " + servers
        + (credentials == null ? " without credentials" : " for the user " + credentials + " with this password")
        + " (expected: those that made what is above it)";
  }
}
