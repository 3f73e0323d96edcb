package dev.tern.it.faults;

import dev.tern.servers.EtcdServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Registries that can be taken away and given back. */
final class Outage {
  private Outage() {}

  /** One registry. */
  interface Registry extends AutoCloseable {
    String url();

    /** It is there no more, and forgets nothing. */
    void takeAway() throws Exception;

    void giveBack() throws Exception;
  }

  /** @param kind {@code file} or {@code etcd} */
  static Registry open(String kind, Path directory) throws Exception {
    return switch (kind) {
      case "file" -> new Folder(directory.resolve("registry"));
      case "etcd" -> new Etcd(EtcdServer.start());
      default -> throw new IllegalArgumentException("registry " + kind + " (expected: file or etcd)");
    };
  }

  private record Etcd(EtcdServer server) implements Registry {
    /** With leases that outlive whoever is stopped for a while: what is judged is what consumers find out by themselves. */
    @Override
    public String url() {
      return server.url() + "?ttl=60s";
    }

    @Override
    public void takeAway() throws Exception {
      server.kill();
    }

    @Override
    public void giveBack() throws Exception {
      server.restart();
    }

    @Override
    public void close() throws Exception {
      server.close();
    }
  }

  /** Where a directory was, a file is: nothing in it can be read or written. */
  private record Folder(Path root) implements Registry {
    @Override
    public String url() {
      return "file:" + root;
    }

    private Path service() {
      return root.resolve(Task.class.getName());
    }

    private Path aside() {
      return root.resolveSibling(root.getFileName() + "-aside");
    }

    @Override
    public void takeAway() throws IOException {
      Files.move(service(), aside());
      Files.createFile(service());
    }

    @Override
    public void giveBack() throws IOException {
      Files.delete(service());
      Files.move(aside(), service());
    }

    @Override
    public void close() {
      // its files are those of the run
    }
  }
}
