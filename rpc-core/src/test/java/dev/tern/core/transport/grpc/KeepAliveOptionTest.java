package dev.tern.core.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollChannelOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class KeepAliveOptionTest {
  @Test
  @EnabledOnOs(OS.LINUX)
  void theSystemEndsAConnectionWhosePeerConfirmsNothingAfterAsLongAsKeepAliveWould() {
    Channel channel = EventLoops.newChannel();
    try {
      KeepAlive.watch(channel, Duration.ofSeconds(10));
      assertThat(channel.config().getOption(EpollChannelOption.TCP_USER_TIMEOUT)).isEqualTo(15_000);
    } finally {
      channel.unsafe().closeForcibly();
    }
  }
}
