package dev.tern.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tern.benchmarks.process.Peers;
import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
  private static final Cell GET = new Cell("32", "getUser");
  private static final Cell LIST = new Cell("32", "listUser");

  private final Figures figures = new Figures(Plan.of(List.of("--peers=netty-raw,grpc-default",
      "--methods=getUser,listUser", "--loads=32", "--rounds=3")));

  private void add(Peers peer, Cell cell, int round, double callsPerSecond, long errors) {
    figures.add(peer, cell, round, new Sample(callsPerSecond, 1, 2, 3, 1e6 / callsPerSecond, 100, 1024, errors));
  }

  @Test
  void ratiosAreTakenWithinARoundSoThatASlowRoundChangesNothing() {
    double[] speedOfTheMachine = {1, 0.1, 3};
    for (int round = 1; round <= 3; round++) {
      add(Peers.GRPC_DEFAULT, GET, round, 1000 * speedOfTheMachine[round - 1], 0);
      add(Peers.NETTY_RAW, GET, round, 2000 * speedOfTheMachine[round - 1], 0);
    }
    add(Peers.NETTY_RAW, GET, 1, 500, 0); // a round in which only one of them was disturbed
    assertThat(figures.ratio(Peers.NETTY_RAW, GET, Sample::callsPerSecond)).isCloseTo(2, within(1e-9));
    assertThat(figures.ratio(Peers.NETTY_RAW, GET, Sample::cpuMicros)).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void aLoadIsComparedByTheGeometricMeanOfItsMethods() {
    add(Peers.GRPC_DEFAULT, GET, 1, 100, 0);
    add(Peers.GRPC_DEFAULT, LIST, 1, 100, 0);
    add(Peers.NETTY_RAW, GET, 1, 800, 0);
    add(Peers.NETTY_RAW, LIST, 1, 200, 0);
    assertThat(figures.ratio(Peers.NETTY_RAW, "32", Sample::callsPerSecond)).isCloseTo(4, within(1e-9));
  }

  @Test
  void aFigureThatOneRoundLacksIsMissing() {
    for (Peers peer : figures.plan().peers()) {
      for (Cell cell : figures.plan().cells()) {
        for (int round = 1; round <= 3; round++) {
          if (peer != Peers.NETTY_RAW || cell.equals(GET) || round != 2) {
            add(peer, cell, round, 100, 0);
          }
        }
      }
    }
    assertThat(figures.missing()).containsExactly("netty-raw 32 listUser: 2 of 3");
  }

  @Test
  void errorsOfAllRoundsCount() {
    add(Peers.NETTY_RAW, GET, 1, 100, 2);
    add(Peers.NETTY_RAW, GET, 2, 100, 3);
    assertThat(figures.errors()).isEqualTo(5);
    assertThat(figures.middle(Peers.NETTY_RAW, GET).errors()).isEqualTo(5);
  }

  @Test
  void everyPeerLoadAndMethodIsARowOfTheResults() {
    add(Peers.GRPC_DEFAULT, GET, 1, 100, 0);
    add(Peers.NETTY_RAW, GET, 1, 200, 0);
    assertThat(new Tables(figures).json()).isEqualTo("""
        [
          {"peer": "netty-raw", "load": "32", "method": "getUser", "callsPerSecond": 200.0, "p50Micros": 1.0, \
        "p99Micros": 2.0, "cpuMicrosPerCall": 5000.000, "bytesPerCall": 100, "errors": 0, "ratio": 2.0000},
          {"peer": "grpc-default", "load": "32", "method": "getUser", "callsPerSecond": 100.0, "p50Micros": 1.0, \
        "p99Micros": 2.0, "cpuMicrosPerCall": 10000.000, "bytesPerCall": 100, "errors": 0, "ratio": 1.0000}
        ]
        """);
  }
}
