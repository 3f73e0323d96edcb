package dev.tern.core.routing;

import dev.tern.api.AttachmentKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Rules as people write them, one in a line:
 *
 * <pre>{@code
 * # the first rule that speaks of a call decides about it
 * testers: attachment.user-id=u7|u8 => tag=grey
 * europe:  service=demo.Orders, method=find*, argument.country=de|fr =>! zone=eu-*
 * others:  => tag!=grey
 * }</pre>
 *
 * Before the arrow stand conditions, {@code service}, {@code method}, {@code attachment.name}, {@code argument.name} or
 * {@code argument.0}, after it what providers must be: {@code address}, {@code zone}, {@code tag}, {@code
 * metadata.key}.
 */
final class RuleText {
  /** More are hardly meant, and each costs a picker per balancer. */
  static final int MOST_RULES = 100;

  private static final Pattern RULE = Pattern.compile("([A-Za-z0-9_.-]+)\\s*:(.*?)=>(!?)(.*)");
  private static final Pattern PART = Pattern.compile("\\s*([a-z]+(?:\\.[A-Za-z0-9_.-]+)?)\\s*(!?=)\\s*(.*?)\\s*");
  private static final String FORM = "name: condition=value, ... => target=value, ...";

  private RuleText() {}

  /** @throws IllegalArgumentException naming the first line that is wrong, and how */
  static List<Rule> parse(String text) {
    List<Rule> rules = new ArrayList<>();
    Set<String> names = new HashSet<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String content = line.strip();
      if (content.isEmpty() || content.startsWith("#")) {
        continue;
      }
      Rule rule;
      try {
        rule = rule(content);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
      }
      if (!names.add(rule.name())) {
        throw new IllegalArgumentException("line " + number + ": a second rule \"" + rule.name() + "\"");
      }
      rules.add(rule);
      if (rules.size() > MOST_RULES) {
        throw new IllegalArgumentException("line " + number + ": more than " + MOST_RULES + " rules");
      }
    }
    return List.copyOf(rules);
  }

  private static Rule rule(String line) {
    Matcher matcher = RULE.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no rule (expected: " + FORM + ")");
    }
    Values service = null;
    List<Condition> when = new ArrayList<>();
    for (Part part : parts(matcher.group(2))) {
      if (part.subject.equals("service")) {
        service = once(service, part.values);
      } else {
        when.add(part.condition());
      }
    }
    List<Target> to = parts(matcher.group(4)).stream().map(Part::target).toList();
    if (to.isEmpty()) {
      throw new IllegalArgumentException("nothing stands behind the arrow (expected: " + FORM + ")");
    }
    return new Rule(matcher.group(1), service, when, to, !matcher.group(3).isEmpty());
  }

  private static Values once(@Nullable Values before, Values now) {
    if (before != null) {
      throw new IllegalArgumentException("service is given twice (expected: service=one|other)");
    }
    return now;
  }

  private static List<Part> parts(String text) {
    List<Part> parts = new ArrayList<>();
    if (text.isBlank()) {
      return parts;
    }
    for (String part : text.split(",", -1)) {
      Matcher matcher = PART.matcher(part);
      if (!matcher.matches()) {
        throw new IllegalArgumentException("\"" + part.strip() + "\" (expected: subject=value or subject!=value)");
      }
      parts.add(new Part(matcher.group(1), Values.of(matcher.group(3), matcher.group(2).equals("!="))));
    }
    return parts;
  }

  private record Part(String subject, Values values) {
    Condition condition() {
      if (subject.equals("method")) {
        return new Condition.Method(values);
      }
      if (subject.startsWith("attachment.")) {
        return new Condition.Attachment(AttachmentKey.of(after("attachment.")), values);
      }
      if (subject.startsWith("argument.")) {
        String name = after("argument.");
        if (Character.isDigit(name.charAt(0)) && !name.matches("\\d{1,3}")) {
          throw new IllegalArgumentException("\"" + subject + "\" (expected: argument.name, or its position from 0)");
        }
        return new Condition.Argument(name, values);
      }
      throw new IllegalArgumentException("unknown condition \"" + subject
          + "\" (expected: service, method, attachment.name or argument.name)");
    }

    Target target() {
      if (subject.equals("address")) {
        return new Target.Address(values);
      }
      if (subject.equals("zone")) {
        return new Target.Zone(values);
      }
      if (subject.equals(Target.Metadata.TAG)) {
        return new Target.Metadata(Target.Metadata.TAG, values);
      }
      if (subject.startsWith("metadata.")) {
        return new Target.Metadata(after("metadata."), values);
      }
      throw new IllegalArgumentException("unknown target \"" + subject
          + "\" (expected: address, zone, tag or metadata.key)");
    }

    private String after(String prefix) {
      return subject.substring(prefix.length());
    }
  }
}
