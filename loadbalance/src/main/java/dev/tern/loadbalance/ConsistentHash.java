package dev.tern.loadbalance;

import dev.tern.api.AttachmentKey;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.LoadBalancer;
import dev.tern.api.spi.Snapshot;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Calls with equal keys go to the same provider, from every consumer alike, for caches and state that providers keep.
 * When providers come or go, hardly more keys move than those that must. A call that fails goes on to a second
 * provider, which is again the same for equal keys.
 *
 * <p>A provider that is left out, since it cannot be reached or fails, gives its keys to others until it is back; each
 * consumer finds that out by itself, so that for a while they may disagree about those keys. Warm-up moves none: a
 * provider that has just started gets all of its keys at once.
 */
final class ConsistentHash implements LoadBalancer {
  private static final int OTHERS = 16;

  private final @Nullable AttachmentKey<String> attachment;
  private final Supplier<? extends RandomGenerator> random;

  /** @param attachment holds the key; null: an argument does */
  ConsistentHash(@Nullable AttachmentKey<String> attachment, Supplier<? extends RandomGenerator> random) {
    this.attachment = attachment;
    this.random = random;
  }

  @Override
  public void check(MethodContract method) {
    if (attachment == null && method.method() != null && method.hashKeyIndex() < 0) {
      throw new IllegalArgumentException(method.javaName() + ": load balancer \"consistent_hash\" has no key to go by"
          + " (expected: a parameter that is a plain value or an enum, or consistent_hash?attachment=name)");
    }
  }

  @Override
  public Picker over(Snapshot snapshot) {
    Shares shares = byFullWeight(snapshot);
    return new Owner(shares, new MaglevTable(shares), attachment, random);
  }

  private static Shares byFullWeight(Snapshot snapshot) {
    return Shares.of(snapshot, Candidate::fullWeight); // warm-up goes by each consumer's own clock
  }

  private record Owner(Shares shares, MaglevTable table, @Nullable AttachmentKey<String> attachment,
      Supplier<? extends RandomGenerator> random) implements Picker {
    @Override
    public Candidate pick(Invocation invocation, Set<Candidate> tried) {
      long hash = hash(invocation);
      Candidate picked = shares.candidate(table.owner(hash));
      for (int i = 0; i < OTHERS && !tried.isEmpty() && tried.contains(picked); i++) {
        hash = KeyHash.next(hash);
        picked = shares.candidate(table.owner(hash));
      }
      return shares.unlessTried(picked, tried, random);
    }

    /** So it does each second while somebody warms up. */
    @Override
    public boolean fits(Snapshot snapshot) {
      return !snapshot.isEmpty() && shares.isAlike(byFullWeight(snapshot));
    }

    /** A call that has no key is spread by weight. */
    private long hash(Invocation invocation) {
      if (attachment != null) {
        String key = invocation.attachments().get(attachment);
        return key == null ? random.get().nextLong() : KeyHash.ofText(key);
      }
      int index = invocation.method().hashKeyIndex();
      return index < 0 ? random.get().nextLong() : KeyHash.of(invocation.arguments().get(index));
    }
  }
}
