package dev.tern.api.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
  private static Options of(String text) {
    return Options.parse("cluster", text);
  }

  private static void read(Options options) {
    options.duration("every", Duration.ofSeconds(5), Duration.ofMillis(1), Duration.ofHours(1));
    options.number("queue", 100, 1, 1_000);
    options.share("share", 0.1);
    options.flag("durable", false);
    options.text("journal");
    options.requireAllRead();
  }

  @Test
  void aNameAloneHasEveryDefault() {
    Options options = of("failback");
    assertThat(options.name()).isEqualTo("failback");
    assertThat(options.number("queue", 100, 1, 1_000)).isEqualTo(100);
    assertThat(options.duration("every", Duration.ofSeconds(5), Duration.ZERO, Duration.ofHours(1))).hasSeconds(5);
    assertThat(options.share("share", 0.1)).isEqualTo(0.1);
    assertThat(options.flag("durable", true)).isTrue();
    assertThat(options.text("journal")).isNull();
    options.requireAllRead();
  }

  @Test
  void whatIsGivenIsRead() {
    Options options = of("failback?queue=7&every=2s&share=0.25&durable=true&journal=%2Fvar%2Fa%26b+c");
    assertThat(options.number("queue", 100, 1, 1_000)).isEqualTo(7);
    assertThat(options.duration("every", Duration.ofSeconds(5), Duration.ZERO, Duration.ofHours(1))).hasSeconds(2);
    assertThat(options.share("share", 0.1)).isEqualTo(0.25);
    assertThat(options.flag("durable", false)).isTrue();
    assertThat(options.text("journal")).isEqualTo("/var/a&b+c");
    options.requireAllRead();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      failback?queue=0        | cluster "failback": option queue=0 (expected: 1 to 1000)
      failback?queue=many     | cluster "failback": option queue=many (expected: 1 to 1000)
      failback?every=2        | cluster "failback": option every=2 (expected: 1ms to 1h, written as 300ms, 2s, 1m or PT0.3S)
      failback?share=1.5      | cluster "failback": option share=1.5 (expected: 0 to 1, such as 0.1)
      failback?share=NaN      | cluster "failback": option share=NaN (expected: 0 to 1, such as 0.1)
      failback?durable=yes    | cluster "failback": option durable=yes (expected: true or false)
      failback?quue=7         | cluster "failback": unknown option "quue" (known: durable, every, journal, queue, share)
      failback?queue          | cluster "failback": "queue" (expected: option=value, with & between them, as in failback?option=value)
      failback?               | cluster "failback": "" (expected: option=value, with & between them, as in failback?option=value)
      failback?queue=1&queue=2| cluster "failback": option "queue" is given twice
      failback?journal=%zz    | cluster "failback": option "journal" has a % that begins no escape (expected: %25 for a %)
      """)
  void whatIsWrongIsToldWithWhatWasExpected(String text, String message) {
    assertThatThrownBy(() -> read(of(text))).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
