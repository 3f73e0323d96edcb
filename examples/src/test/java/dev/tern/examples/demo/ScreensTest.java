package dev.tern.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScreensTest {
  private static final Figures BEFORE = new Figures(1_000, 0, 0, 13_000, 20_000, Map.of(1, 500L, 2, 500L));
  private static final Figures NOW = new Figures(2_600, 1, 9, 13_250, 21_000, Map.of(1, 2_099L, 2, 500L));
  private static final List<Screen.Seat> SEATS =
      List.of(new Screen.Seat(1, 4241, "up"), new Screen.Seat(2, 4242, "killed"), new Screen.Seat(4, 4250, "starting"));

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private String shown() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void figuresSurviveTheirWayThroughALineOfText() {
    assertThat(Figures.parse(NOW.line())).isEqualTo(NOW);
    assertThat(Figures.isLine(NOW.line())).isTrue();
    assertThat(Figures.isLine("failure of a call")).isFalse();
  }

  @Test
  void withoutATerminalASecondIsALine() {
    new PlainScreen(out).figures(NOW, BEFORE, SEATS);

    assertThat(shown()).matches("\\d\\d:\\d\\d:\\d\\d   1,600 calls/s  "
        + "by provider \\[1: 1599  2: killed  4: starting]  failed 1  rerouted 9  p50 13.3 ms  p99 21.0 ms\\R");
  }

  @Test
  void onATerminalATableShowsCallsPerProviderErrorsAndLatency() {
    new TableScreen(out).figures(NOW, BEFORE, SEATS);

    assertThat(shown().lines()).containsExactly(
        "",
        "                     pid                   calls   calls/s",
        "  provider 1        4241  up               2,099     1,599",
        "  provider 2        4242  killed             500         0",
        "  provider 4        4250  starting             0         0",
        "  all                                      2,600     1,600",
        "",
        "  failed 1   rerouted 9   latency p50 13.3 ms  p99 21.0 ms");
  }

  @Test
  void theTableStaysInItsPlaceBelowTheEvents() {
    TableScreen screen = new TableScreen(out);
    screen.figures(NOW, BEFORE, SEATS);
    String table = shown();
    bytes.reset();

    screen.event("kill -9 provider 2 (pid 4242)");

    assertThat(shown()).startsWith("\033[8A\r\033[J")
        .endsWith("  kill -9 provider 2 (pid 4242)" + System.lineSeparator() + table);
  }
}
