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
        "PT0.3S", Duration.ofMillis(300))
        .forEach((text, length) -> assertThat(Timeouts.parse(text)).as(text).isEqualTo(length));
  }

  @Test
  void anythingElseAndWhateverIsNotAboveZeroIsRefusedInOneWording() {
    for (String text : List.of("0ms", "PT0S", "PT-1S", "-1s", "300", "300 ms", "1h", "1.5s", "soon",
        "999999999999999999m", "99999999999s", "PT99999999999H", "9999999999999999999s")) {
      assertThatIllegalArgumentException().as(text).isThrownBy(() -> Timeouts.parse(text))
          .withMessage("timeout: \"" + text
              + "\" (expected: > 0, at most 292 years, written as 300ms, 2s, 1m or PT0.3S)");
    }
  }
}
