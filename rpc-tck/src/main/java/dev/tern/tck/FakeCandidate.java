package dev.tern.tck;

import dev.tern.api.Endpoint;
import dev.tern.api.spi.Candidate;
import java.util.Map;

/** A candidate whose figures a test sets. Safe for many threads. */
public final class FakeCandidate implements Candidate {
  private final Endpoint endpoint;
  private volatile int weight = 100;
  private volatile int fullWeight = -1; // as the weight
  private volatile long startedAtMillis;
  private volatile String zone = "";
  private volatile Map<String, String> metadata = Map.of();
  private volatile int active;
  private volatile long latencyEwmaNanos;
  private volatile double failureShare;
  private volatile boolean ejected;

  private FakeCandidate(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  /** One of weight 100, whose id is its endpoint. */
  public static FakeCandidate at(String endpoint) {
    return new FakeCandidate(Endpoint.parse(endpoint));
  }

  /** Sets the weight. */
  public FakeCandidate weight(int value) {
    weight = value;
    return this;
  }

  /** Sets the weight that it has once it is warm; until then it is the weight. */
  public FakeCandidate fullWeight(int value) {
    fullWeight = value;
    return this;
  }

  /** Sets the start time. */
  public FakeCandidate startedAtMillis(long value) {
    startedAtMillis = value;
    return this;
  }

  /** Sets the zone. */
  public FakeCandidate zone(String value) {
    zone = value;
    return this;
  }

  /** Sets what it says about itself. */
  public FakeCandidate metadata(Map<String, String> value) {
    metadata = Map.copyOf(value);
    return this;
  }

  /** Sets the attempts under way. */
  public FakeCandidate active(int value) {
    active = value;
    return this;
  }

  /** Sets the latency. */
  public FakeCandidate latencyEwmaNanos(long value) {
    latencyEwmaNanos = value;
    return this;
  }

  /** Sets the share of attempts that failed. */
  public FakeCandidate failureShare(double value) {
    failureShare = value;
    return this;
  }

  /** Sets whether it should be avoided. */
  public FakeCandidate ejected(boolean value) {
    ejected = value;
    return this;
  }

  @Override
  public String id() {
    return endpoint.toString();
  }

  @Override
  public Endpoint endpoint() {
    return endpoint;
  }

  @Override
  public int weight() {
    return weight;
  }

  @Override
  public int fullWeight() {
    int set = fullWeight;
    return set < 0 ? weight : set;
  }

  @Override
  public long startedAtMillis() {
    return startedAtMillis;
  }

  @Override
  public String zone() {
    return zone;
  }

  @Override
  public Map<String, String> metadata() {
    return metadata;
  }

  @Override
  public int active() {
    return active;
  }

  @Override
  public long latencyEwmaNanos() {
    return latencyEwmaNanos;
  }

  @Override
  public double failureShare() {
    return failureShare;
  }

  @Override
  public boolean ejected() {
    return ejected;
  }

  @Override
  public String toString() {
    return endpoint.toString();
  }
}
