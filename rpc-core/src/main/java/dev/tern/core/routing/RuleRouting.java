package dev.tern.core.routing;

import dev.tern.api.spi.Candidate;
import dev.tern.api.spi.Invocation;
import dev.tern.api.spi.Router;
import dev.tern.api.spi.Snapshot;
import java.util.ArrayList;
import java.util.List;

/** Rules over one list of providers. Rules that could decide nothing, since no provider is as they want it, are left out. */
final class RuleRouting implements Router.Routing {
  private final Snapshot providers;
  private final List<Rule> all;
  private final List<Rule> deciding = new ArrayList<>();
  private final List<Snapshot> groups = new ArrayList<>();

  /** @param all about this service, in order */
  RuleRouting(List<Rule> all, Snapshot providers) {
    this.providers = providers;
    this.all = all;
    for (Rule rule : all) {
      List<Candidate> allowed = providers.candidates().stream().filter(rule::allows).toList();
      if (!allowed.isEmpty() || rule.strict()) {
        deciding.add(rule);
        groups.add(new Snapshot(allowed));
      }
    }
  }

  /** Rules that say nothing now, since no provider is as they want it. */
  List<Rule> idle() {
    return all.stream().filter(rule -> !deciding.contains(rule)).toList();
  }

  @Override
  public List<Snapshot> groups() {
    return groups;
  }

  @Override
  public int group(Invocation invocation) {
    for (int i = 0; i < deciding.size(); i++) {
      if (deciding.get(i).speaksOf(invocation)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public String explain(Invocation invocation) {
    StringBuilder text = new StringBuilder();
    Rule decides = null;
    for (Rule rule : all) {
      if (!rule.speaksOf(invocation)) {
        text.append("rule ").append(rule).append("\n  says nothing of this call: ").append(missing(rule, invocation));
      } else if (!deciding.contains(rule)) {
        text.append("rule ").append(rule).append("\n  no provider is as it wants it; the next rule decides");
      } else {
        text.append("rule ").append(rule).append("\n  decides");
        decides = rule;
        break;
      }
      text.append('\n');
    }
    if (decides == null) {
      text.append("no rule decides: any provider");
    }
    for (Candidate candidate : providers.candidates()) {
      text.append("\n    ").append(candidate.endpoint()).append(decides == null || decides.allows(candidate) ? "  kept"
          : "  left out: " + missing(decides, candidate));
    }
    return text.toString();
  }

  /** Never the value that the call has: it may be secret. */
  private static String missing(Rule rule, Invocation invocation) {
    Condition first = rule.when().stream().filter(condition -> !condition.holds(invocation)).findFirst().orElseThrow();
    return first.subject() + (first.of(invocation) == null ? " is absent" : " is another");
  }

  private static String missing(Rule rule, Candidate candidate) {
    Target first = rule.to().stream().filter(target -> !target.holds(candidate)).findFirst().orElseThrow();
    String value = first.of(candidate);
    return first.subject() + (value == null ? " is absent" : " is " + value);
  }
}
