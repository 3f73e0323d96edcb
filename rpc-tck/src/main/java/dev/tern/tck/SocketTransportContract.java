package dev.tern.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.Code;
import dev.tern.api.Endpoint;
import dev.tern.api.spi.Call;
import dev.tern.api.spi.Call.Delivery;
import dev.tern.api.spi.Connection;
import dev.tern.api.spi.Headers;
import dev.tern.api.spi.TransportSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** What every transport over sockets must do besides. */
public abstract class SocketTransportContract extends TransportContract {
  @Test
  void aCallGivenUpWhileItsConnectionWasStillOpeningSentNothing() throws Exception {
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) { // connects, then silence
      Connection connection = client.connect(new Endpoint("127.0.0.1", mute.getLocalPort()));
      TransportPeers.Listening listener = new TransportPeers.Listening();
      Call call = connection.unary(route(), Headers.empty(), 5 * SECOND, TransportPeers.text("x"), listener);

      call.cancel(Code.DEADLINE_EXCEEDED, "no answer");

      Call.Closed closed = listener.await().closed();
      assertThat(closed.code()).isEqualTo(Code.DEADLINE_EXCEEDED);
      assertThat(closed.delivery()).isEqualTo(Delivery.NOT_SENT);
    }
  }

  @Test
  void plaintextStaysOnLoopbackUnlessAllowed() throws Exception {
    assertThatThrownBy(() -> factory().listen(new Endpoint("0.0.0.0", 0), TransportSettings.DEFAULT, handler))
        .isInstanceOf(IOException.class).hasMessageContaining("loopback").hasMessageContaining("usePlaintext()");
    TransportPeers.Listening listener = new TransportPeers.Listening();
    client.connect(new Endpoint("192.0.2.1", 9000))
        .unary(route(), Headers.empty(), SECOND, TransportPeers.text("x"), listener);
    Call.Closed closed = listener.await().closed();
    assertThat(closed.delivery()).isEqualTo(Delivery.NOT_SENT);
    assertThat(closed.message()).contains("192.0.2.1:9000", "usePlaintext()");
  }
}
