package dev.tern.it;

import dev.tern.core.RpcClient;
import dev.tern.core.RpcClientBuilder;
import dev.tern.core.RpcServer;
import dev.tern.core.RpcServerBuilder;
import dev.tern.core.registry.MemoryRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.UnaryOperator;

/** Providers and consumers of one test, found through one registry, and closed together. */
final class World implements AutoCloseable {
  /** Every registry that needs no other process. */
  enum Registry { MEMORY, STATIC, FILE }

  private final Registry registry;
  private final MemoryRegistry memory = new MemoryRegistry();
  private final Path directory;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private String addresses = "";

  /** @param directory empty, for {@code file:} */
  World(Registry registry, Path directory) {
    this.registry = registry;
    this.directory = directory;
  }

  /** Without a registry: consumers are told the addresses. */
  World() {
    this(Registry.STATIC, Path.of("unused"));
  }

  RpcServer serve(Object... services) {
    return serve(builder -> {
      for (Object service : services) {
        builder.service(service);
      }
      return builder;
    });
  }

  RpcServer serve(UnaryOperator<RpcServerBuilder> settings) {
    RpcServerBuilder builder = RpcServer.builder().shutdownHook(false).spreadDelay(Duration.ZERO);
    switch (registry) {
      case MEMORY -> builder.registry(memory);
      case FILE -> builder.registry("file:" + directory);
      case STATIC -> { }
    }
    try {
      RpcServer server = settings.apply(builder).start();
      addresses += (addresses.isEmpty() ? "" : ",") + server.address();
      return closing(server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of all providers that serve by now. */
  RpcClient client() {
    return client(builder -> builder);
  }

  RpcClient client(UnaryOperator<RpcClientBuilder> settings) {
    RpcClientBuilder builder = switch (registry) {
      case MEMORY -> RpcClient.builder().registry(memory);
      case FILE -> RpcClient.builder().registry("file:" + directory);
      case STATIC -> RpcClient.builder().direct(addresses.split(","));
    };
    return closing(settings.apply(builder).build());
  }

  /** Of these addresses, whoever is there. */
  RpcClient direct(String... endpoints) {
    return closing(RpcClient.builder().direct(endpoints).build());
  }

  <T extends AutoCloseable> T closing(T resource) {
    opened.push(resource);
    return resource;
  }

  /** How clients of this world name its registry. */
  String registryName() {
    return switch (registry) {
      case MEMORY -> "memory";
      case FILE -> "file:" + directory;
      case STATIC -> "static:" + addresses;
    };
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable resource : opened) {
      resource.close();
    }
  }
}
