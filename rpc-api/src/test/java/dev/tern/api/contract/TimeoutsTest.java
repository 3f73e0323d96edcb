package dev.tern.api.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TimeoutsTest {
  @Test
  void aLengthIsWrittenShortOrAsIso8601() {
    Map.of("300ms", Duration.ofMillis(300), "2s", Duration.ofSeconds(2), "1m", Duration.ofMinutes(1),
        "1h", Duration.ofHours(1), "PT0.3S", Duration.ofMillis(300))
        .forEach((text, length) -> assertThat(Timeouts.parse(text)).as(text).isEqualTo(length));
  }

  @Test
  void aLengthIsWrittenSoThatItIsReadBackAsItself() {
    Map.of("300ms", 300L, "1500ms", 1_500L, "2s", 2_000L, "90s", 90_000L, "1m", 60_000L, "2h", 7_200_000L, "0s", 0L)
        .forEach((text, millis) -> {
          assertThat(DurationText.of(Duration.ofMillis(millis))).isEqualTo(text);
          assertThat(DurationText.parse(text)).isEqualTo(Duration.ofMillis(millis));
        });
    assertThat(DurationText.of(Duration.ofNanos(1_500))).isEqualTo("PT0.0000015S");
    assertThat(DurationText.parse("PT0.0000015S")).isEqualTo(Duration.ofNanos(1_500));
  }

  @Test
  void anythingElseAndWhateverIsNotAboveZeroIsRefusedInOneWording() {
    for (String text : List.of("0ms", "PT0S", "PT-1S", "-1s", "300", "300 ms", "1d", "1.5s", "soon",
        "999999999999999999m", "99999999999s", "PT99999999999H", "9999999999999999999s")) {
      assertThatIllegalArgumentException().as(text).isThrownBy(() -> Timeouts.parse(text))
          .withMessage("timeout: \"" + text
              + "\" (expected: > 0, at most 292 years, written as 300ms, 2s, 1m or PT0.3S)");
    }
  }
}
