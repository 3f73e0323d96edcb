package dev.tern.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a served call and the calls made for it know of each other's retries. */
class RetriesTest {
  private static final AttachmentKey<String> NODE = AttachmentKey.of("node");

  private static RpcContext serving(Map<String, String> headers) {
    return RpcContext.serving("demo.Greeting", "greet", Attachments.received(headers::get), null, NanoClock.system(),
        new Cancellation(), Runnable::run);
  }

  @Test
  void howOftenTheCallerTriedBeforeIsKnownInEveryCopyOfTheContext() {
    RpcContext context = serving(Map.of("grpc-previous-rpc-attempts", "2"));

    assertThat(context.previousAttempts()).isEqualTo(2);
    assertThat(context.with(NODE, "a").previousAttempts()).isEqualTo(2);
    assertThat(context.detached().previousAttempts()).isEqualTo(2);
    assertThat(context.withReceived(Attachments.empty()).previousAttempts()).as("whatever a filter makes of attachments")
        .isEqualTo(2);
    assertThat(context.outgoing().isEmpty()).as("it is no attachment").isTrue();
    assertThat(serving(Map.of()).previousAttempts()).isZero();
    assertThat(RpcContext.current().previousAttempts()).isZero();
  }

  @Test
  void spentRetriesAreSaidOfTheWholeCallAndStayWhateverIsAttached() {
    RpcContext context = serving(Map.of());
    assertThat(Retries.areSpent(context)).isFalse();

    Retries.spent(context.with(NODE, "a").detached());
    context.reply(NODE, "b");
    context.takeReply();
    context.takeReplyAtEnd();

    assertThat(Retries.areSpent(context)).isTrue();
    assertThat(context.takeReply().get(NODE)).isEqualTo("b");
  }

  @Test
  void outsideOfCallsNothingIsKept() {
    Retries.spent(RpcContext.current());

    assertThat(Retries.areSpent(RpcContext.current())).isFalse();
    Retries.spent(RpcContext.current().with(NODE, "a"));
    assertThat(Retries.areSpent(RpcContext.current())).isFalse();
  }
}
