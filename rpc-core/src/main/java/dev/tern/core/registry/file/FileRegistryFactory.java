package dev.tern.core.registry.file;

import dev.tern.api.spi.RegistryCredentials;
import dev.tern.api.spi.RegistryDriver;
import dev.tern.api.spi.RegistryDriverFactory;
import dev.tern.api.spi.RegistryUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens {@code file:/directory} or {@code file:~/directory}: the registry of the processes of one machine, which needs
 * no server. The directory is made if it is missing, for its owner only.
 */
public final class FileRegistryFactory implements RegistryDriverFactory {
  // Locks there are slow, optional or kept by each machine for itself: they do not tell who lives.
  private static final Set<String> NETWORK_FILE_SYSTEMS = Set.of("nfs", "nfs3", "nfs4", "cifs", "smb", "smb2", "smb3",
      "smbfs", "afs", "ncpfs", "ceph", "lustre", "glusterfs", "davfs", "fuse.sshfs", "fuse.s3fs", "fuse.glusterfs",
      "fuse.ceph", "fuse.rclone", "fuse.davfs2");

  /** For {@link java.util.ServiceLoader}. */
  public FileRegistryFactory() {}

  @Override
  public String scheme() {
    return "file";
  }

  @Override
  public RegistryDriver open(RegistryUrl url, @Nullable RegistryCredentials credentials) throws IOException {
    url.allowOnly();
    url.allowNo(credentials);
    Path directory = directory(url, System.getProperty("user.home"));
    refuseNetwork(url, fileSystem(existing(directory)));
    try {
      Directories.create(directory);
    } catch (IOException e) {
      throw new IOException("registry " + url + ": the directory cannot be made: " + Directories.reason(e), e);
    }
    refuseOpenToAll(url, directory);
    return new FileRegistry(directory.toRealPath());
  }

  static Path directory(RegistryUrl url, @Nullable String home) {
    String text = url.address();
    if (text.equals("~") || text.startsWith("~/")) {
      if (home == null || home.isBlank()) {
        throw refused(url, "~ is not known here, since user.home is not set");
      }
      text = home + text.substring(1);
    }
    Path path;
    try {
      path = Path.of(text);
    } catch (InvalidPathException e) {
      throw refused(url, "not a path");
    }
    if (!path.isAbsolute()) {
      // Two processes started in two directories would silently not find each other.
      throw refused(url, text.isEmpty() ? "no path" : "a relative path");
    }
    return path.normalize();
  }

  private static Path existing(Path directory) {
    Path path = directory;
    while (path.getParent() != null && !Files.exists(path)) {
      path = path.getParent();
    }
    return path;
  }

  private static String fileSystem(Path path) {
    try {
      return Files.getFileStore(path).type();
    } catch (IOException e) {
      return "unknown"; // a mount that this process cannot see, as in some containers: no reason to refuse it
    }
  }

  static void refuseNetwork(RegistryUrl url, String type) {
    if (NETWORK_FILE_SYSTEMS.contains(type.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("registry " + url + ": on a network file system (" + type
          + "), whose locks do not tell which provider lives (expected: a local directory; between machines use etcd:"
          + " or zookeeper:)");
    }
  }

  private static void refuseOpenToAll(RegistryUrl url, Path directory) throws IOException {
    if (Directories.isPosix(directory)
        && Files.getPosixFilePermissions(directory).contains(PosixFilePermission.OTHERS_WRITE)) {
      throw refused(url, "a directory that everybody may write to, so that anybody could pose as a provider");
    }
  }

  private static IllegalArgumentException refused(RegistryUrl url, String problem) {
    return new IllegalArgumentException("registry " + url + ": " + problem
        + " (expected: an absolute path to a directory of its own, such as file:/var/run/tern or file:~/tern)");
  }
}
