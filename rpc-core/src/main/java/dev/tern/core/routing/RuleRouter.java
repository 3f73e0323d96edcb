package dev.tern.core.routing;

import dev.tern.api.ServiceId;
import dev.tern.api.spi.Router;
import dev.tern.api.spi.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Routes by rules in text form, which can be replaced while calls are made. */
public final class RuleRouter implements Router {
  private static final Logger LOG = LoggerFactory.getLogger(RuleRouter.class);

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Map<ServiceId, List<Rule>> idle = new ConcurrentHashMap<>(); // people were told of these
  private volatile List<Rule> rules = List.of();

  /** Without a rule: any provider for any call. */
  public RuleRouter() {}

  /**
   * Replaces all rules.
   *
   * @param text see {@code docs/routing.md}; empty for none
   * @throws IllegalArgumentException naming the line that is wrong; the rules before stand
   */
  public void rules(String text) {
    List<Rule> parsed = RuleText.parse(text);
    if (!parsed.equals(rules)) {
      rules = parsed;
      LOG.info("Routing rules: {}", parsed.isEmpty() ? "none" : parsed);
      listeners.forEach(Runnable::run);
    }
  }

  @Override
  public Routing over(ServiceId service, Snapshot providers) {
    List<Rule> about = rules.stream()
        .filter(rule -> rule.service() == null || rule.service().match(service.name())).toList();
    if (about.isEmpty()) {
      idle.remove(service);
      return Routing.ANY;
    }
    RuleRouting routing = new RuleRouting(about, providers);
    if (!providers.isEmpty()) {
      newlyIdle(service, routing.idle()).forEach(rule ->
          LOG.warn("{}: no provider is as the routing rule \"{}\" wants it; the rules after it decide", service, rule));
    }
    return routing;
  }

  /** Those that were not idle when this service's providers were looked at before, which may be as often as once a second. */
  List<Rule> newlyIdle(ServiceId service, List<Rule> now) {
    List<Rule> before = now.isEmpty() ? idle.remove(service) : idle.put(service, now);
    return before == null ? now : now.stream().filter(rule -> !before.contains(rule)).toList();
  }

  @Override
  public Runnable onChange(Runnable changed) {
    listeners.add(changed);
    return () -> listeners.remove(changed);
  }

  /** The rules, for people. */
  @Override
  public String toString() {
    return "RuleRouter" + rules;
  }
}
