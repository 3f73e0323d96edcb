package dev.tern.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for every key, also for the next one. */
class KeysTest {
  static final List<KeySection> SECTIONS =
      List.of(SharedKeys.KEYS, ClientKeys.KEYS, ServerKeys.KEYS, MethodKeys.KEYS);

  private static Stream<Key<?>> all() {
    return SECTIONS.stream().flatMap(section -> section.all().stream());
  }

  @Test
  void namesAreLowerCaseWithDashesAndNoTwoAreOneInTheEnvironment() {
    Set<String> seen = new HashSet<>();
    for (KeySection section : SECTIONS) {
      for (Key<?> key : section.all()) {
        assertThat(key.name()).startsWith(section.prefix()).matches("[a-z]+([.-][a-z]+)*");
        assertThat(seen.add(key.environmentName())).as(key.name()).isTrue();
      }
    }
  }

  @Test
  void everyKeyHasAMeaningThatFitsIntoATable() {
    all().forEach(key ->
        assertThat(key.meaning()).as(key.name()).isNotBlank().doesNotContain("|", "\n").doesNotEndWith("."));
  }

  @Test
  void everyDefaultIsAllowedAndReadBackFromItsOwnText() {
    assertThat(all().filter(KeysTest::readsItsDefaultBack).count()).isGreaterThan(20);
  }

  private static <T> boolean readsItsDefaultBack(Key<T> key) {
    Supplier<T> fallback = key.fallback();
    if (fallback == null || Set.of("none", "(empty)").contains(key.show(fallback.get()))
        || key.show(fallback.get()).isEmpty()) {
      return false;
    }
    assertThat(key.parse(key.show(fallback.get()))).as(key.name()).isEqualTo(key.checked(fallback.get()));
    return true;
  }

  @Test
  void textsAreReadAsWhatTheyMean() {
    assertThat(ClientKeys.KEYS.maxMessageBytes.parse("1048576")).isEqualTo(1 << 20);
    assertThat(ClientKeys.KEYS.maxMessageBytes.parse("1GiB")).isEqualTo(1 << 30);
    assertThat(ClientKeys.KEYS.compressAbove.parse("never")).isEqualTo(Integer.MAX_VALUE);
    assertThat(ClientKeys.KEYS.compressAbove.parse("64KiB")).isEqualTo(65_536);
    assertThat(ClientKeys.KEYS.snapshotDirectory.parse("none")).isEqualTo(Optional.empty());
    assertThat(ClientKeys.KEYS.snapshotDirectory.parse("/var/cache/x").orElseThrow()).hasToString("/var/cache/x");
    assertThat(ClientKeys.KEYS.startTimeout.parse("0s")).isEqualTo(Duration.ZERO);
    assertThat(ServerKeys.KEYS.codecs.parse("json, protobuf")).containsExactly("json", "protobuf");
    assertThat(ServerKeys.KEYS.advertisedHost.parse("10.0.0.7")).contains("10.0.0.7");
    assertThat(ServerKeys.KEYS.shutdownHook.parse("false")).isFalse();
  }

  @Test
  void aPairMayBeSaidTwiceButNotWithTwoValues() {
    Key<Map<String, String>> metadata = ServerKeys.KEYS.metadata;

    assertThat(metadata.parse("tag=grey, rack=7,tag=grey")).isEqualTo(Map.of("tag", "grey", "rack", "7"));
    assertThatThrownBy(() -> metadata.parse("tag=grey, tag=blue")).isInstanceOf(IllegalArgumentException.class);
  }
}
