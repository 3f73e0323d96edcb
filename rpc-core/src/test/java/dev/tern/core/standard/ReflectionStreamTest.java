package dev.tern.core.standard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.spi.ServerRoute;
import dev.tern.core.wire.WireWriter;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One stream of reflection, event by event. */
class ReflectionStreamTest {
  private static final byte[] LIST = new WireWriter().text(7, "").toByteArray();
  private static final String ANSWER = HexFormat.of().formatHex(new WireWriter().text(1, "").bytes(2, LIST)
      .message(6, new WireWriter().message(1, new WireWriter().text(1, "demo.Greeting"))).toByteArray());

  private final ReflectionService reflection =
      new ReflectionService(new DescriptorIndex(List.of()), List.of("demo.Greeting"));
  private final ServerRoute route = reflection.routes().get(0);

  @Test
  void requestsAreTakenOneByOneAsTheirAnswersAreSent() {
    FakeServerCall call = new FakeServerCall().start(route);
    assertThat(call.requested()).isEqualTo(1);
    call.send(LIST);
    assertThat(call.requested()).isEqualTo(2);
    call.ready(false);
    call.send(LIST);
    assertThat(call.seen()).containsExactly("headers", ANSWER);
    assertThat(call.requested()).as("nothing more is taken while an answer waits").isEqualTo(2);
    call.ready(true);
    assertThat(call.seen()).containsExactly(ANSWER);
    assertThat(call.requested()).isEqualTo(3);
    call.ready(true);
    assertThat(call.requested()).isEqualTo(3);
  }

  @Test
  void theLastAnswerIsSentBeforeTheStreamEnds() {
    FakeServerCall call = new FakeServerCall().start(route);
    call.ready(false);
    call.send(LIST);
    call.listener().onHalfClose();
    assertThat(call.seen()).containsExactly("headers");
    call.ready(true);
    assertThat(call.seen()).containsExactly(ANSWER, "completed");
    assertThat(call.requested()).isEqualTo(1);
    assertThat(reflection.streams().size()).isZero();
    reflection.end();
    assertThat(call.seen()).isEmpty();
  }

  @Test
  void streamsThatAreOpenAndThoseThatComeLaterEndWithTheServer() {
    FakeServerCall open = new FakeServerCall().start(route);
    FakeServerCall gone = new FakeServerCall().start(route);
    gone.listener().onCancel();
    open.seen();
    gone.seen();
    reflection.end();
    assertThat(open.seen()).containsExactly("UNAVAILABLE: the provider is closing");
    assertThat(gone.seen()).isEmpty();
    assertThat(new FakeServerCall().start(route).seen()).containsExactly("UNAVAILABLE: the provider is closing");
    open.send(LIST);
    assertThat(open.seen()).as("what still comes").isEmpty();
  }

  @Test
  void anAnswerThatHasNowhereToGoFreesItsPlace() {
    FakeServerCall call = new FakeServerCall().start(route);
    call.goAway();
    call.send(LIST);
    assertThat(reflection.streams().size()).isZero();
  }
}
