package dev.tern.loadbalance;

import dev.tern.api.AttachmentKey;
import dev.tern.api.NanoClock;
import dev.tern.api.spi.LoadBalancer;
import dev.tern.api.spi.LoadBalancerFactory;
import dev.tern.api.spi.Options;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * {@code consistent_hash}: calls with equal keys go to the same provider. The key is the parameter with {@link
 * dev.tern.api.HashKey}, else the first that is a plain value or an enum; with {@code
 * consistent_hash?attachment=user-id} it is that attachment of the call.
 */
public final class ConsistentHashFactory implements LoadBalancerFactory {
  /** For {@link java.util.ServiceLoader}, and for use without it. */
  public ConsistentHashFactory() {}

  @Override
  public String name() {
    return "consistent_hash";
  }

  @Override
  public LoadBalancer create(Options options, NanoClock clock, Supplier<? extends RandomGenerator> random) {
    return new ConsistentHash(attachment(options), random);
  }

  private static @Nullable AttachmentKey<String> attachment(Options options) {
    String name = options.text("attachment");
    if (name == null) {
      return null;
    }
    try {
      return AttachmentKey.of(name);
    } catch (IllegalArgumentException e) {
      throw options.refused("attachment", "the name of an attachment, such as user-id");
    }
  }
}
