package dev.tern.benchmarks.peers.tern;

import dev.tern.benchmarks.call.Peer;
import dev.tern.benchmarks.call.Work;
import dev.tern.core.RpcClient;
import dev.tern.core.RpcClientBuilder;
import dev.tern.core.RpcServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Tern as its quick start sets it up: a registry ({@code file:}), {@code round_robin}, failover, deadlines, labels,
 * filters and statistics on. The variant is a list of words: {@code default}; {@code nonblocking} (handlers and
 * continuations that promise not to block, on event loops); {@code connections-4} (so many to each provider).
 */
public final class TernPeer implements Peer {
  private static final String CONNECTIONS = "connections-";

  private final List<String> words;

  public TernPeer(String variant) {
    this.words = List.of(variant.split(","));
  }

  @Override
  public String serve() throws IOException {
    return serveBeside("file:" + Files.createDirectory(Path.of("registry-" + System.nanoTime()).toAbsolutePath()));
  }

  @Override
  public String serveBeside(String registry) throws IOException {
    RpcServer.builder().registry(registry).service(onLoop() ? new Users.OnLoop() : new Users.Pooled()).start();
    return registry;
  }

  @Override
  public Work connect(String address) {
    RpcClientBuilder builder =
        RpcClient.builder().registry(address).withoutSnapshot().connections(connections());
    RpcClient client = (onLoop() ? builder.completeOnEventLoop() : builder).build();
    return new TernWork(client.create(UserService.class), client.create(UserServiceAsync.class));
  }

  private boolean onLoop() {
    return words.contains("nonblocking");
  }

  private int connections() {
    return words.stream().filter(word -> word.startsWith(CONNECTIONS))
        .mapToInt(word -> Integer.parseInt(word.substring(CONNECTIONS.length()))).findFirst().orElse(1);
  }
}
