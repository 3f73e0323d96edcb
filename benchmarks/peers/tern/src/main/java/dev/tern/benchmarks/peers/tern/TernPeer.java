package dev.tern.benchmarks.peers.tern;

import dev.tern.benchmarks.call.Peer;
import dev.tern.benchmarks.call.Variant;
import dev.tern.benchmarks.call.Work;
import dev.tern.core.RpcClient;
import dev.tern.core.RpcClientBuilder;
import dev.tern.core.RpcServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tern as its quick start sets it up: a registry ({@code file:}), {@code round_robin}, failover, deadlines, labels,
 * filters and statistics on. The variant is a list of words: {@code default}; {@code nonblocking} (handlers and
 * continuations that promise not to block, on event loops); {@code providers-30} (so many servers in the provider's
 * process); {@code connections-4} (so many to each provider).
 */
public final class TernPeer implements Peer {
  private final Variant variant;

  public TernPeer(String variant) {
    this.variant = Variant.of(variant);
  }

  @Override
  public String serve() throws IOException {
    String registry = "file:" + Files.createTempDirectory(Path.of("").toRealPath(), "registry-");
    for (int i = 0; i < variant.number("providers-"); i++) {
      RpcServer.builder().registry(registry).service(onLoop() ? new Users.OnLoop() : new Users.Pooled()).start();
    }
    return registry;
  }

  @Override
  public Work connect(String address) {
    RpcClientBuilder builder =
        RpcClient.builder().registry(address).withoutSnapshot().connections(variant.number("connections-"));
    RpcClient client = (onLoop() ? builder.completeOnEventLoop() : builder).build();
    return new TernWork(client.create(UserService.class), client.create(UserServiceAsync.class));
  }

  private boolean onLoop() {
    return variant.has("nonblocking");
  }
}
