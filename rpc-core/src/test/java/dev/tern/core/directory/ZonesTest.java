package dev.tern.core.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.Endpoint;
import dev.tern.core.registry.ServiceInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ZonesTest {
  private final List<LiveCandidate> near = of("near", 4);
  private final List<LiveCandidate> far = of("far", 6);

  private static List<LiveCandidate> of(String zone, int count) {
    List<LiveCandidate> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Endpoint endpoint = new Endpoint("127.0.0.1", i + 1);
      made.add(FakeConnection.candidate(new ServiceInstance(zone + i, "demo.Greeting", "", "", endpoint, 100, 0, zone, List.of(),
          Map.of()), new FakeConnection(endpoint)));
    }
    return made;
  }

  private static List<LiveCandidate> both(List<LiveCandidate> some, List<LiveCandidate> others) {
    List<LiveCandidate> all = new ArrayList<>(some);
    all.addAll(others);
    return all;
  }

  @Test
  void theOwnZoneAloneWhileItCanCarryTheCalls() {
    List<LiveCandidate> listed = both(near, far);
    Zones zones = new Zones("near");
    assertThat(zones.preferred(listed, listed)).isEqualTo(near);
    assertThat(zones.preferred(listed, both(near.subList(0, 2), far))).as("half of it").isEqualTo(near.subList(0, 2));
  }

  @Test
  void everybodyOnceMoreThanHalfOfTheOwnZoneIsOut() {
    List<LiveCandidate> left = both(near.subList(0, 1), far);
    assertThat(new Zones("near").preferred(both(near, far), left)).isEqualTo(left);
    assertThat(new Zones("near").preferred(both(near, far), far)).isEqualTo(far);
  }

  @Test
  void aZoneIsNoSmallerBecauseMostOfItHasJustStarted() {
    near.subList(1, 4).forEach(cold -> cold.warmth(30));
    assertThat(new Zones("near").preferred(both(near, far), both(near.subList(1, 4), far))).isEqualTo(near.subList(1, 4));
    near.forEach(each -> each.warmth(LiveCandidate.WHOLE));
    near.get(0).warmth(30);
    assertThat(new Zones("near").preferred(both(near, far), both(near.subList(0, 1), far))).hasSize(7);
  }

  @Test
  void everybodyWhereNobodyIsNearOrNoZoneIsSet() {
    assertThat(new Zones("other").preferred(far, far)).isEqualTo(far);
    assertThat(new Zones("").preferred(both(near, far), both(near, far))).hasSize(10);
  }
}
