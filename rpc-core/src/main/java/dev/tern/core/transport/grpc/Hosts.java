package dev.tern.core.transport.grpc;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** What a host's text says about it, without asking a name server. */
final class Hosts {
  private Hosts() {}

  /** True for an IP address in digits. */
  static boolean isLiteral(String host) {
    return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
  }

  /** True for addresses of the loopback interface and {@code localhost}; any other name may be anywhere. */
  static boolean isLoopback(String host) {
    if (host.equalsIgnoreCase("localhost")) {
      return true;
    }
    if (!isLiteral(host)) {
      return false;
    }
    try {
      return InetAddress.getByName(host).isLoopbackAddress(); // digits: no look-up happens
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
