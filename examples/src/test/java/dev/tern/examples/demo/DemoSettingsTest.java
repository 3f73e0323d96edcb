package dev.tern.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoSettingsTest {
  @Test
  void withoutOptionsItTakesTwentySecondsOnTheFileRegistry() {
    assertThat(DemoSettings.parse()).isEqualTo(new DemoSettings(DemoSettings.Registry.FILE, 20));
  }

  @Test
  void registryAndLengthAreChosenByOption() {
    assertThat(DemoSettings.parse("--seconds=5", "--registry=static"))
        .isEqualTo(new DemoSettings(DemoSettings.Registry.STATIC, 5));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '\'', value = {
      "--registry=consul | Unknown registry \"consul\". The demo runs on: file, static, etcd, zookeeper.",
      "--registry      | --registry has no value: write --registry=file.",
      "--seconds       | --seconds has no value: write --seconds=5.",
      "--seconds=2     | --seconds: 2 (expected: 3 to 3600)",
      "--seconds=long  | --seconds: \"long\" (expected: a number, such as 20)",
      "--second=5      | Unknown option \"--second=5\". Known: --registry=<scheme>, --seconds=<n>, --help."})
  void whatCannotBeIsRefused(String argument, String message) {
    assertThatThrownBy(() -> DemoSettings.parse(argument)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
