package dev.tern.it.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A network namespace whose loopback interface is nobody else's, so that packets can be dropped there, and only there.
 * A whole process tree lives in it: {@link #COMMAND} starts it, and inside of it the methods do the harm.
 */
public final class PrivateNetwork {
  /** Starts what follows on a network of its own, as its root, with nothing but a loopback interface. */
  public static final List<String> COMMAND =
      List.of("unshare", "-rn", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh");

  private static final Path CACHED = Path.of(".cache", "iptables", "iptables");

  private final String iptables;

  private PrivateNetwork(String iptables) {
    this.iptables = iptables;
  }

  /** For a process that {@link #COMMAND} started; anywhere else packets of other processes would be dropped. */
  static PrivateNetwork inside() {
    String program = iptables();
    if (program == null) {
      throw new IllegalStateException("no iptables");
    }
    return new PrivateNetwork(program);
  }

  /** Why this machine allows no such network, or cannot take it down; null if it does. */
  public static @Nullable String refusal() {
    return run(List.of("unshare", "-rn", "sh", "-c", "ip link set lo up && ip link set lo down")) == 0 ? null
        : "this machine allows no network namespace (unshare -rn, ip link)";
  }

  /** As {@link #refusal}, and why packets cannot be dropped one by one there. */
  static @Nullable String filterRefusal() {
    String refusal = refusal();
    if (refusal != null) {
      return refusal;
    }
    String program = iptables();
    if (program == null) {
      return "no iptables: neither IPTABLES_BIN, nor on the path, nor in " + CACHED + " (./check --faults fetches it)";
    }
    return run(List.of("unshare", "-rn", program, "-A", "INPUT", "-p", "tcp", "--dport", "1", "-j", "DROP")) == 0 ? null
        : "this kernel filters no packets in a network namespace (" + program + ")";
  }

  /** Whatever is sent to that port or from it disappears, without a word to anybody. */
  void drop(int port) {
    rule(port, "--dport", "DROP");
    rule(port, "--sport", "DROP");
  }

  /** Connections to that port are reset, and new ones refused. */
  void reset(int port) {
    rule(port, "--dport", "REJECT", "--reject-with", "tcp-reset");
  }

  /** All is as it was. */
  void heal() {
    check(List.of(iptables, "-F", "INPUT"));
  }

  private void rule(int port, String side, String... target) {
    List<String> command = new ArrayList<>(
        List.of(iptables, "-I", "INPUT", "-p", "tcp", side, Integer.toString(port), "-j"));
    command.addAll(List.of(target));
    check(command);
  }

  private static void check(List<String> command) {
    int exit = run(command);
    if (exit != 0) {
      throw new IllegalStateException("exit code " + exit + " of " + command);
    }
  }

  /** Exit code, or -1 if there is no such program. */
  private static int run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return -1;
      }
      if (process.exitValue() != 0) {
        System.out.print(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      }
      return process.exitValue();
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted", e));
    }
  }

  private static @Nullable String iptables() {
    String named = System.getenv("IPTABLES_BIN");
    if (named != null && !named.isBlank()) {
      return named;
    }
    for (String program : List.of("iptables", "/usr/sbin/iptables")) {
      if (run(List.of(program, "--version")) == 0) {
        return program;
      }
    }
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.isExecutable(folder.resolve(CACHED))) {
        return folder.resolve(CACHED).toString();
      }
    }
    return null;
  }
}
