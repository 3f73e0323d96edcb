package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Whether Netty makes events of Flight Recorder in a process that uses Tern. */
class FlightEventsTest {
  @Test
  void aProcessThatDoesNotAskHasNone() {
    assertThat(eventsWith()).isEqualTo("false");
  }

  @Test
  void aProcessThatAsksHasThem() {
    assertThat(eventsWith("-Dio.netty.jfr.enabled=true")).isEqualTo("true");
  }

  @Test
  void aProcessThatIsRecordedHasThem() {
    assertThat(eventsWith("-XX:StartFlightRecording")).isEqualTo("true");
  }

  @Test
  void aJvmWithoutTheRecorderServesAndCalls() {
    assertThat(eventsWith("--limit-modules", "java.base,java.logging,java.management,java.naming,java.xml,jdk.unsupported"))
        .isEqualTo("false");
  }

  private static String eventsWith(String... flags) {
    try (ChildJvm child = ChildJvm.startWith(System.getProperty("java.class.path"), List.of(flags),
        FlightEventsMain.class)) {
      return child.await("events ");
    }
  }
}
