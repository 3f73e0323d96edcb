package dev.tern.core.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeakSamplingTest {
  private final Level before = ResourceLeakDetector.getLevel();

  @AfterEach
  void restore() {
    ResourceLeakDetector.setLevel(before);
  }

  @Test
  void whatNettyBeginsWithIsTurnedOff() {
    ResourceLeakDetector.setLevel(Level.SIMPLE);
    LeakSampling.turnOffUnlessAsked();
    assertThat(ResourceLeakDetector.getLevel()).isEqualTo(Level.DISABLED);
  }

  @ParameterizedTest
  @EnumSource(names = {"ADVANCED", "PARANOID"})
  void anotherLevelStays(Level set) {
    ResourceLeakDetector.setLevel(set);
    LeakSampling.turnOffUnlessAsked();
    assertThat(ResourceLeakDetector.getLevel()).isEqualTo(set);
  }

  @ParameterizedTest
  @ValueSource(strings = {"io.netty.leakDetection.level", "io.netty.leakDetectionLevel"})
  void whoeverAsksForItHasIt(String property) {
    System.setProperty(property, "simple");
    try {
      ResourceLeakDetector.setLevel(Level.SIMPLE);
      LeakSampling.turnOffUnlessAsked();
      assertThat(ResourceLeakDetector.getLevel()).isEqualTo(Level.SIMPLE);
    } finally {
      System.clearProperty(property);
    }
  }
}
