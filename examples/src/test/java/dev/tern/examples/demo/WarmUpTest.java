package dev.tern.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WarmUpTest {
  private final WarmUp warmUp = new WarmUp(4);
  private Figures last = figures(100, 0);

  @Test
  void eachSecondFromItsFirstCallOnIsABar() {
    second(100, 0);
    second(100, 4);
    second(200, 24);
    second(0, 0);
    second(50, 17);

    assertThat(warmUp.lines()).containsExactly(
        "     1 s    4 %  ##",
        "     2 s   12 %  ######",
        "     3 s   34 %  #################");
  }

  @Test
  void anHourHasNoMoreRowsThanAMinute() {
    for (int i = 0; i < 3_600; i++) {
      second(100, 33);
    }

    assertThat(warmUp.lines()).hasSize(10).first().asString().contains("1 s");
  }

  @Test
  void whoNeverAnsweredHasNone() {
    second(100, 0);

    assertThat(warmUp.lines()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"3, 1", "20, 5", "3600, 30"})
  void itIsOverBeforeTheDemoIs(int seconds, int expected) {
    assertThat(WarmUp.of(seconds)).isEqualTo(Duration.ofSeconds(expected));
  }

  private void second(int calls, int ofProvider) {
    Figures now = figures(last.calls() + calls, last.byProvider().get(4) + ofProvider);
    warmUp.add(now, last);
    last = now;
  }

  private static Figures figures(long calls, long ofProvider) {
    return new Figures(calls, 0, 0, 1_000, 2_000, Map.of(4, ofProvider));
  }
}
