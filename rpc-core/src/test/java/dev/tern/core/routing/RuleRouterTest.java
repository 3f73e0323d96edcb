package dev.tern.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.AttachmentKey;
import dev.tern.api.NanoClock;
import dev.tern.api.ServiceId;
import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Router.Routing;
import dev.tern.api.spi.Snapshot;
import dev.tern.tck.Calls;
import dev.tern.tck.FakeCandidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RuleRouterTest {
  private static final ServiceId SERVICE = ServiceId.of("demo.Greeting");
  private static final AttachmentKey<String> USER = AttachmentKey.of("user-id");

  private final Snapshot providers = new Snapshot(List.of(
      FakeCandidate.at("10.0.0.1:9000").zone("eu-1"),
      FakeCandidate.at("10.0.0.2:9000").zone("eu-2").metadata(Map.of("tag", "grey", "version", "2")),
      FakeCandidate.at("10.0.0.3:9001").zone("us-1")));
  private final RuleRouter router = new RuleRouter();

  private static Invocation call(String argument) {
    return Calls.of("find", argument, NanoClock.system());
  }

  private static Invocation of(String user) {
    Invocation call = call("Ada");
    return call.withAttachments(call.attachments().with(USER, user));
  }

  /** Ports or last digits of those that the call may go to. */
  private List<String> routed(String rules, Invocation call) {
    router.rules(rules);
    Routing routing = router.over(SERVICE, providers);
    int group = routing.group(call);
    Snapshot to = group < 0 ? providers : routing.groups().get(group);
    return to.candidates().stream().map(Candidate::endpoint).map(endpoint -> endpoint.host().substring(7)).toList();
  }

  @Test
  void withoutRulesAnyProviderMayBeAsked() {
    assertThat(router.over(SERVICE, providers)).isSameAs(Routing.ANY);
    assertThat(routed("", call("Ada"))).hasSize(3);
  }

  @Test
  void peopleAreToldOfAnIdleRuleOnceAndAgainWhenItIsIdleAnew() {
    Rule one = RuleText.parse("one: => zone=asia").get(0);
    Rule two = RuleText.parse("two: => zone=mars").get(0);
    assertThat(router.newlyIdle(SERVICE, List.of(one))).containsExactly(one);
    assertThat(router.newlyIdle(SERVICE, List.of(one))).isEmpty();
    assertThat(router.newlyIdle(ServiceId.of("demo.Other"), List.of(one))).containsExactly(one);
    assertThat(router.newlyIdle(SERVICE, List.of(one, two))).containsExactly(two);
    assertThat(router.newlyIdle(SERVICE, List.of())).isEmpty();
    assertThat(router.newlyIdle(SERVICE, List.of(one))).containsExactly(one);
  }

  @Test
  void theFirstRuleThatSpeaksOfACallDecides() {
    String rules = "testers: attachment.user-id=u7|u8 => tag=grey\nothers: => tag!=grey";
    assertThat(routed(rules, of("u7"))).containsExactly("2");
    assertThat(routed(rules, of("u9"))).containsExactly("1", "3");
    assertThat(routed(rules, call("Ada"))).as("no attachment").containsExactly("1", "3");
  }

  @Test
  void aRuleNoProviderFitsLeavesTheDecisionToTheNextUnlessItIsStrict() {
    assertThat(routed("a: => tag=blue\nb: => zone=us-*", call("Ada"))).containsExactly("3");
    assertThat(routed("a: => tag=blue", call("Ada"))).hasSize(3);
    assertThat(routed("a: =>! tag=blue\nb: => zone=us-*", call("Ada"))).isEmpty();
  }

  @Test
  void argumentsAndMethodsAndServicesCanBeNamed() {
    assertThat(routed("a: argument.0=Ada => zone=us-1", call("Ada"))).containsExactly("3");
    assertThat(routed("a: argument.name=Ada => zone=us-1", call("Ada"))).containsExactly("3");
    assertThat(routed("a: argument.name=Ada => zone=us-1", call("Bob"))).hasSize(3);
    assertThat(routed("a: argument.7=Ada => zone=us-1", call("Ada"))).as("no such argument").hasSize(3);
    assertThat(routed("a: argument.nobody!=Ada => zone=us-1", call("Ada"))).as("absent is not Ada").containsExactly("3");
    assertThat(routed("a: method=fin* => zone=us-1", call("Ada"))).containsExactly("3");
    assertThat(routed("a: method!=fin* => zone=us-1", call("Ada"))).hasSize(3);
    assertThat(routed("a: service=demo.* => zone=us-1", call("Ada"))).containsExactly("3");
    assertThat(routed("a: service=other.* => zone=us-1", call("Ada"))).hasSize(3);
  }

  @Test
  void providersCanBeNamedByAddressZoneTagAndMetadata() {
    assertThat(routed("a: => address=10.0.0.3:9001|10.0.0.1", call("Ada"))).containsExactly("1", "3");
    assertThat(routed("a: => address!=10.0.0.3", call("Ada"))).containsExactly("1", "2");
    assertThat(routed("a: => zone=eu-*, tag!=grey", call("Ada"))).containsExactly("1");
    assertThat(routed("a: => metadata.version=2", call("Ada"))).containsExactly("2");
  }

  @Test
  void aRuleThatIsWrongLeavesThoseBeforeAsTheyAre() {
    router.rules("a: => zone=us-1");
    assertThatThrownBy(() -> router.rules("b: => nowhere=1")).hasMessageStartingWith("line 1: unknown target");
    assertThat(router).hasToString("RuleRouter[a: => zone=us-1]");
  }

  @Test
  void whoeverListensIsToldOfEachChangeAndOfNothingElse() {
    List<String> told = new ArrayList<>();
    Runnable forget = router.onChange(() -> told.add(router.toString()));
    router.rules("a: => zone=us-1");
    router.rules("# the same\na: => zone=us-1");
    router.rules("");
    forget.run();
    router.rules("a: => zone=us-1");
    assertThat(told).containsExactly("RuleRouter[a: => zone=us-1]", "RuleRouter[]");
  }

  @Test
  void itExplainsWhichRuleDecidesAndWhyEachProviderIsKeptOrLeftOut() {
    router.rules("testers: attachment.user-id=u7 => tag=grey\nblue: => tag=blue\nothers: => zone=eu-*, tag!=grey\nlast: => zone=us-1");
    assertThat(router.over(SERVICE, providers).explain(of("secret"))).isEqualTo("""
        rule testers: attachment.user-id=u7 => tag=grey
          says nothing of this call: attachment.user-id is another
        rule blue: => tag=blue
          no provider is as it wants it; the next rule decides
        rule others: => zone=eu-*, tag!=grey
          decides
            10.0.0.1:9000  kept
            10.0.0.2:9000  left out: tag is grey
            10.0.0.3:9001  left out: zone is us-1""");
    router.rules("testers: attachment.user-id=u7 => tag=grey");
    assertThat(router.over(SERVICE, providers).explain(call("Ada"))).contains("attachment.user-id is absent")
        .contains("no rule decides: any provider\n    10.0.0.1:9000  kept");
  }
}
