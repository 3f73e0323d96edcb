package dev.tern.core.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.Endpoint;
import dev.tern.core.registry.ServiceInstance;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  private static final long NOW = 1_000_000;

  private final WarmUp warmUp = new WarmUp(Duration.ofSeconds(30), Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC));

  private List<Integer> weights(long... ages) {
    List<LiveCandidate> candidates = LongStream.of(ages).mapToObj(age -> startedAt(NOW - age, 1_000)).toList();
    warmUp.apply(candidates);
    return candidates.stream().map(LiveCandidate::weight).toList();
  }

  private static LiveCandidate startedAt(long millis, int weight) {
    Endpoint endpoint = new Endpoint("127.0.0.1", 1);
    return FakeConnection.candidate(new ServiceInstance("a", "demo.Greeting", "", "", endpoint, weight, millis, "", List.of(),
        Map.of()), new FakeConnection(endpoint));
  }

  @Test
  void theShareRisesEvenlyWithAge() {
    assertThat(weights(60_000, 0, 3_000, 15_000, 24_000, 30_000)).containsExactly(1_000, 1, 100, 500, 800, 1_000);
  }

  @Test
  void thoseThatStartedTogetherShareAlikeHoweverYoung() {
    assertThat(weights(1_000, 1_300, 5_900)).containsOnly(1_000);
  }

  @Test
  void whileAllAreYoungTheOldestHasAllAndTheOthersByTheirAge() {
    assertThat(weights(20_000, 10_000, 2_000)).containsExactly(1_000, 500, 100);
  }

  @Test
  void whoDoesNotSayWhenItStartedOrSaysNonsenseIsTakenAsWarm() {
    List<LiveCandidate> odd = List.of(startedAt(0, 100), startedAt(NOW + 60_000, 100), startedAt(NOW - 60_000, 100));
    assertThat(warmUp.apply(odd)).isFalse();
    assertThat(odd).extracting(LiveCandidate::weight).containsOnly(100);
  }

  @Test
  void itSaysWhetherAnybodyIsStillWarming() {
    assertThat(warmUp.apply(List.of(startedAt(NOW - 60_000, 100), startedAt(NOW - 3_000, 100)))).isTrue();
    assertThat(warmUp.apply(List.of(startedAt(NOW - 60_000, 100), startedAt(NOW - 30_000, 100)))).isFalse();
    assertThat(warmUp.apply(List.of())).isFalse();
  }

  @Test
  void aWeightOfZeroStaysSo() {
    LiveCandidate drained = startedAt(NOW - 3_000, 0);
    warmUp.apply(List.of(startedAt(NOW - 60_000, 100), drained));
    assertThat(drained.weight()).isZero();
  }

  @Test
  void withoutWarmUpEverybodyHasAllAtOnce() {
    LiveCandidate cold = startedAt(NOW, 100);
    assertThat(new WarmUp(Duration.ZERO, Clock.systemUTC()).apply(List.of(startedAt(1, 100), cold))).isFalse();
    assertThat(cold.weight()).isEqualTo(100);
  }
}
