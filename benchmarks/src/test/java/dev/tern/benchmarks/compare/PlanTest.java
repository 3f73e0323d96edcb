package dev.tern.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tern.benchmarks.process.Peers;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {
  @Test
  void aQuickRunTakesLessThanTenMinutes() {
    Plan quick = Plan.of(List.of("--quick"));
    assertThat(quick.peers()).extracting(Peers::label)
        .containsExactlyInAnyOrder("tern-default", "tern-nonblocking", "grpc-default", "grpc-tuned", "netty-raw");
    assertThat(quick.cells()).hasSize(6).contains(new Cell("256", "listUser"));
    assertThat(quick.warmUpMillis()).isEqualTo(12_000);
    assertThat(quick.cells().size() * (quick.warmUpTurnMillis(Peers.TERN_DEFAULT) + Plan.SETTLE_MILLIS)).isEqualTo(12_000);
    assertThat(quick.rounds()).isEqualTo(3);
    assertThat(quick.minutes()).isLessThan(8); // the build comes on top
  }

  @Test
  void aWholeRunHasEveryFrameworkAndEveryMethod() {
    Plan all = Plan.of(List.of());
    assertThat(all.name()).isEqualTo("all");
    assertThat(all.peers()).contains(Peers.DUBBO_TRI, Peers.DUBBO_DUBBO, Peers.SOFA_BOLT, Peers.MOTAN, Peers.ARMERIA)
        .doesNotContain(Peers.TERN_PROVIDERS_30);
    assertThat(all.cells()).hasSize(12);
  }

  @Test
  void manyProvidersAreWarmedUpLonger() {
    Plan scaling = Plan.of(List.of("--scaling"));
    assertThat(scaling.warmUpTurnMillis(Peers.TERN_DEFAULT)).isEqualTo(5_700);
    assertThat(scaling.warmUpTurnMillis(Peers.TERN_PROVIDERS_3)).isEqualTo(17_700);
    assertThat(scaling.warmUpTurnMillis(Peers.TERN_PROVIDERS_30)).isEqualTo(29_700);
    assertThat(scaling.minutes()).isBetween(6L, 10L);
  }

  @Test
  void whatIsChosenByHandIsNeverPublished() {
    assertThat(Plan.of(List.of("--quick", "--rounds=1")).name()).isEqualTo("some");
  }

  @Test
  void othersAreComparedWithTheFirstPeerIfGrpcIsNotAmongThem() {
    assertThat(Plan.of(List.of("--peers=netty-raw,motan")).base()).isEqualTo(Peers.NETTY_RAW);
    assertThat(Plan.of(List.of("--peers=netty-raw,grpc-default")).base()).isEqualTo(Peers.GRPC_DEFAULT);
  }

  @Test
  void whatIsUnknownIsRefusedBeforeAnythingIsMeasured() {
    assertRefused("--pers=motan", "Unknown option \"--pers=motan\". Known: --quick or --scaling, --peers=");
    assertRefused("--peers=moton", "Unknown peer \"moton\". Known: grpc-default, ");
    assertRefused("--methods=getUsers", "Unknown method \"getUsers\". Known: existUser,");
    assertRefused("--loads=a256", "Unknown load \"a256\". Loads are numbers: 1, 32, 256.");
    assertRefused("--rounds=0", "--rounds=0 (expected: a number above 0)");
  }

  private static void assertRefused(String argument, String why) {
    assertThatIllegalArgumentException().isThrownBy(() -> Plan.of(List.of(argument))).withMessageStartingWith(why);
  }
}
