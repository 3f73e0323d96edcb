package dev.tern.testkit;

import dev.tern.core.RpcClient;
import dev.tern.core.RpcClientBuilder;
import dev.tern.core.RpcServer;
import dev.tern.core.RpcServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Providers and a client that calls them, inside one JVM, for one test:
 *
 * <pre>{@code
 * try (TernTestKit kit = TernTestKit.start(new UserServiceImpl())) {
 *   UserService users = kit.create(UserService.class);
 *   kit.network().inject(Fault.refuse()).times(1);
 *   assertThat(users.find(42)).isEqualTo(...);
 * }
 * }</pre>
 *
 * <p>Codecs, filters, load balancer and cluster are those on the class path, as in production; only sockets and the
 * registry are left out. Safe for many threads.
 */
public final class TernTestKit implements AutoCloseable {
  private static final String HOST = "in-process";

  private final InProcessNetwork network;
  private final List<RpcServer> servers;
  private final RpcClient client;

  private TernTestKit(InProcessNetwork network, List<RpcServer> servers, RpcClient client) {
    this.network = network;
    this.servers = List.copyOf(servers);
    this.client = client;
  }

  /** One provider of these services, with every setting at its default. */
  public static TernTestKit start(Object... services) {
    return builder().provider(services).start();
  }

  /** For several providers, or other settings. */
  public static Builder builder() {
    return new Builder();
  }

  /** As {@link RpcClient#create(Class)}. */
  public <T> T create(Class<T> service) {
    return client.create(service);
  }

  /** The client. */
  public RpcClient client() {
    return client;
  }

  /** The providers, in the order in which they were given; close one to see it leave. */
  public List<RpcServer> servers() {
    return servers;
  }

  /** Where faults are injected. */
  public InProcessNetwork network() {
    return network;
  }

  /** Closes client, providers and network. Idempotent. */
  @Override
  public void close() {
    client.close();
    servers.forEach(RpcServer::close);
    network.close();
  }

  /** What a kit is to be made of. Nothing is started before {@link #start()}. */
  public static final class Builder {
    private final InProcessNetwork network = new InProcessNetwork();
    private final List<RpcServerBuilder> servers = new ArrayList<>();
    private final RpcClientBuilder client = RpcClient.builder().transport(network).withoutSnapshot();

    private Builder() {}

    /** One more provider, of these services. */
    public Builder provider(Object... services) {
      return provider(server -> List.of(services).forEach(server::service));
    }

    /** One more provider, told here what it offers and how. */
    public Builder provider(Consumer<RpcServerBuilder> settings) {
      RpcServerBuilder server = RpcServer.builder().transport(network).host(HOST).shutdownHook(false);
      settings.accept(server);
      servers.add(server);
      return this;
    }

    /** Settings of the client. It finds the providers by itself. */
    public Builder client(Consumer<RpcClientBuilder> settings) {
      settings.accept(client);
      return this;
    }

    /**
     * Starts the providers and opens the client.
     *
     * @throws IllegalArgumentException if there is no provider
     */
    public TernTestKit start() {
      if (servers.isEmpty()) {
        throw new IllegalArgumentException("provider: none given (expected: provider(new YourService()))");
      }
      List<RpcServer> started = new ArrayList<>();
      boolean complete = false;
      try {
        for (RpcServerBuilder server : servers) {
          started.add(server.start());
        }
        RpcClient opened = client.direct(started.stream().map(server -> server.address().toString())
            .toArray(String[]::new)).build();
        complete = true;
        return new TernTestKit(network, started, opened);
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      } finally {
        if (!complete) {
          started.forEach(RpcServer::close);
          network.close();
        }
      }
    }
  }
}
