package dev.tern.core;

import java.io.IOException;
import java.net.InetAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a server tells its consumers the insides of its failures. */
enum Development {
  OFF, ON_LOOPBACK, EVERYWHERE;

  private static final Logger LOG = LoggerFactory.getLogger(RpcServer.class);

  /**
   * Whether to do so on that host, and a warning if so.
   *
   * @throws IllegalArgumentException if other machines could read it, and that was not asked for
   */
  boolean isOn(String host) throws IOException {
    if (this == OFF) {
      return false;
    }
    if (this == ON_LOOPBACK && !InetAddress.getByName(host).isLoopbackAddress()) {
      throw new IllegalArgumentException("developmentMode: " + host + " is not on this machine's loopback"
          + " interface, and class, text and stack of every failure would be told to whoever calls\n"
          + "  Listen on 127.0.0.1, leave it out, or use developmentModeBeyondLoopback() if nobody else reaches that address.");
    }
    LOG.warn("Development mode: consumers of {} are told class, text and stack of every failure. Never use it where"
        + " others can call.", host);
    return true;
  }
}
