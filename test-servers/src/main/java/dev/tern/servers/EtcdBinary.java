package dev.tern.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The etcd to run.
 *
 * @param path of the program
 * @param skipsFsync whether it knows {@code --unsafe-no-fsync}: etcd 3.5 and newer
 */
record EtcdBinary(Path path, boolean skipsFsync) {
  private static final Path CACHED = Path.of(".cache", "etcd", "usr", "bin", "etcd");

  /**
   * Looks where {@code ETCD_BIN} points, then on the path, then in the cache folder of the project that we run in.
   *
   * @throws IOException if there is none, saying how to get it
   */
  static EtcdBinary find() throws IOException {
    Path path = locate(System.getenv(), Path.of("").toAbsolutePath());
    Process help = new ProcessBuilder(path.toString(), "--help").redirectErrorStream(true).start();
    help.getOutputStream().close();
    return new EtcdBinary(path, new String(help.getInputStream().readAllBytes(), UTF_8).contains("--unsafe-no-fsync"));
  }

  static Path locate(Map<String, String> environment, Path workingDirectory) throws IOException {
    String named = environment.get("ETCD_BIN");
    if (named != null && !named.isBlank()) {
      Path path = Path.of(named);
      if (!Files.isExecutable(path)) {
        throw new IOException("ETCD_BIN: " + named + " (expected: the path of an etcd that can be run)");
      }
      return path;
    }
    Path found = onPath(environment.getOrDefault("PATH", ""));
    for (Path folder = workingDirectory; found == null && folder != null; folder = folder.getParent()) {
      Path cached = folder.resolve(CACHED);
      found = Files.isExecutable(cached) ? cached : null;
    }
    if (found == null) {
      throw new IOException("No etcd found: ETCD_BIN is not set, it is not on the path, and no folder from "
          + workingDirectory + " upwards has a " + CACHED + ". Run ./check once, which fetches it, or set ETCD_BIN."
          + " Debian, Ubuntu: apt-get download etcd-server && dpkg -x etcd-server_*.deb .cache/etcd."
          + " Elsewhere: https://github.com/etcd-io/etcd/releases");
    }
    return found;
  }

  private static @Nullable Path onPath(String path) {
    for (String folder : List.of(path.split(File.pathSeparator))) {
      Path program = Path.of(folder, "etcd");
      if (!folder.isEmpty() && Files.isRegularFile(program) && Files.isExecutable(program)) {
        return program;
      }
    }
    return null;
  }
}
