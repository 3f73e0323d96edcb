package dev.tern.codec.protobuf.schema;

import dev.tern.codec.protobuf.schema.WireShape.Enumeration;
import dev.tern.codec.protobuf.schema.WireShape.Field;
import dev.tern.codec.protobuf.schema.WireShape.Label;
import dev.tern.codec.protobuf.schema.WireShape.Message;
import dev.tern.codec.protobuf.schema.WireShape.Method;
import dev.tern.codec.protobuf.schema.WireShape.Payload;
import dev.tern.codec.protobuf.schema.WireShape.Range;
import dev.tern.codec.protobuf.schema.WireShape.Type;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a lock: after its first line one block for each enum, message and service, sorted by name; in it one line
 * for each value, field (sorted by number), method and error.
 *
 * <pre>
 * tern-lock 1
 *
 * enum demo.Color
 *   0 COLOR_RED
 *
 * message demo.User
 *   reserved 3
 *   1 single int64 id
 *   2 optional string(LocalDate) birthday
 *   4 repeated map&lt;string,demo.Color&gt; colors
 *
 * service demo.UserService
 *   find wrapped demo.FindRequest returns message demo.User
 *   watch message demo.User returns stream wrapped demo.WatchResponse
 *   watch throws demo.Shop.Closed as demo.Closed
 * </pre>
 */
final class LockText {
  private static final String FIRST_LINE = "tern-lock 1";
  private static final String NAME = "[\\p{Alnum}_.]+";
  private static final Pattern BLOCK = Pattern.compile("(enum|message|service) (" + NAME + ")");
  private static final Pattern RESERVED = Pattern.compile("reserved (\\d+)(?:-(\\d+))?");
  private static final Pattern VALUE = Pattern.compile("(-?\\d+) (" + NAME + ")");
  private static final Pattern FIELD = Pattern.compile("(\\d+) ([a-z]+) (\\S+) (\\S+)");
  private static final Pattern ONE = Pattern.compile("(" + NAME + ")(?:\\((\\w+)\\))?");
  private static final Pattern MAP = Pattern.compile("map<([^,]+),([^,]+)>");
  private static final Pattern METHOD = Pattern.compile("(\\w+) (stream )?(wrapped|message) (" + NAME + ") returns "
      + "(stream )?(wrapped|message) (" + NAME + ")");
  private static final Pattern ERROR = Pattern.compile("(\\w+) throws (\\S+) as (" + NAME + ")");

  private final String file;
  private final SortedMap<String, SortedMap<String, Method>> services = new TreeMap<>();
  private final SortedMap<String, Message> messages = new TreeMap<>();
  private final SortedMap<String, Enumeration> enums = new TreeMap<>();

  private LockText(String file) {
    this.file = file;
  }

  static String write(WireShape shape) {
    StringBuilder text = new StringBuilder("# What these services look like on the wire: written by ProtoTool, kept "
        + "under version control.\n").append(FIRST_LINE).append('\n');
    shape.enums().forEach((name, type) -> {
      text.append("\nenum ").append(name).append('\n');
      type.reserved().forEach(range -> line(text, "reserved " + range));
      type.values().forEach((number, value) -> line(text, number + " " + value));
    });
    shape.messages().forEach((name, message) -> {
      text.append("\nmessage ").append(name).append('\n');
      message.reserved().forEach(range -> line(text, "reserved " + range));
      message.fields().forEach((number, field) ->
          line(text, number + " " + field.label().text() + " " + field.type() + " " + field.name()));
    });
    shape.services().forEach((name, methods) -> {
      text.append("\nservice ").append(name).append('\n');
      methods.forEach((method, its) -> {
        line(text, method + " " + payload(its.request()) + " returns " + payload(its.reply()));
        its.errors().forEach((error, message) -> line(text, method + " throws " + error + " as " + message));
      });
    });
    return text.toString();
  }

  private static void line(StringBuilder text, String line) {
    text.append("  ").append(line).append('\n');
  }

  private static String payload(Payload payload) {
    return (payload.stream() ? "stream " : "") + (payload.wrapped() ? "wrapped " : "message ") + payload.message();
  }

  /**
   * @param file for error texts
   * @throws IllegalArgumentException naming file and line, if it is no lock
   */
  static WireShape read(String file, List<String> lines) {
    return new LockText(file).read(lines);
  }

  private WireShape read(List<String> lines) {
    boolean begun = false;
    Block block = null;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("<<<<<<<") || line.startsWith("=======") || line.startsWith(">>>>>>>")) {
        throw new IllegalArgumentException(file + ", line " + (i + 1)
            + ": a conflict of version control. Resolve it as in any source: both sides' lines must stay.");
      }
      Matcher head = BLOCK.matcher(line);
      boolean known;
      if (!begun) {
        known = begun = line.equals(FIRST_LINE);
      } else if (lines.get(i).charAt(0) != ' ' && head.matches()) {
        close(block);
        block = new Block(head.group(1), head.group(2));
        known = true;
      } else {
        known = block != null && block.add(line);
      }
      if (!known) {
        throw new IllegalArgumentException(file + ", line " + (i + 1) + ": \"" + line + "\" (expected: "
            + (begun ? "a line as ProtoTool lock writes it" : FIRST_LINE) + ")");
      }
    }
    if (!begun) {
      throw new IllegalArgumentException(file + " is empty. Write it with ProtoTool lock.");
    }
    close(block);
    return new WireShape(services, messages, enums);
  }

  private void close(Block block) {
    if (block == null) {
      return;
    }
    switch (block.kind) {
      case "enum" -> enums.put(block.name, new Enumeration(block.values, block.reserved));
      case "message" -> messages.put(block.name, new Message(block.fields, block.reserved));
      default -> services.put(block.name, block.methods);
    }
  }

  /** The lines under one head. */
  private static final class Block {
    private final String kind;
    private final String name;
    private final SortedSet<Range> reserved = new TreeSet<>();
    private final SortedMap<Integer, String> values = new TreeMap<>();
    private final SortedMap<Integer, Field> fields = new TreeMap<>();
    private final SortedMap<String, Method> methods = new TreeMap<>();

    Block(String kind, String name) {
      this.kind = kind;
      this.name = name;
    }

    boolean add(String line) {
      try {
        return kind.equals("service") ? method(line) || error(line)
            : reserved(line) || (kind.equals("enum") ? value(line) : field(line));
      } catch (IllegalArgumentException e) { // a number that is none, or an unknown label
        return false;
      }
    }

    private boolean reserved(String line) {
      Matcher matcher = RESERVED.matcher(line);
      if (!matcher.matches()) {
        return false;
      }
      int first = Integer.parseInt(matcher.group(1));
      return reserved.add(new Range(first, matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2))));
    }

    private boolean value(String line) {
      Matcher matcher = VALUE.matcher(line);
      return matcher.matches() && values.put(Integer.parseInt(matcher.group(1)), matcher.group(2)) == null;
    }

    private boolean field(String line) {
      Matcher matcher = FIELD.matcher(line);
      if (!matcher.matches()) {
        return false;
      }
      Label label = Label.valueOf(matcher.group(2).toUpperCase(Locale.ROOT));
      Matcher map = MAP.matcher(matcher.group(3));
      Type type = map.matches() ? new Type.Mapped(one(map.group(1)), one(map.group(2))) : one(matcher.group(3));
      return fields.put(Integer.parseInt(matcher.group(1)), new Field(label, type, matcher.group(4))) == null;
    }

    private static Type.One one(String text) {
      Matcher matcher = ONE.matcher(text);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(text);
      }
      return new Type.One(matcher.group(1), matcher.group(2) == null ? "" : matcher.group(2));
    }

    private boolean method(String line) {
      Matcher matcher = METHOD.matcher(line);
      return matcher.matches() && methods.put(matcher.group(1), new Method(
          new Payload(matcher.group(2) != null, matcher.group(3).equals("wrapped"), matcher.group(4)),
          new Payload(matcher.group(5) != null, matcher.group(6).equals("wrapped"), matcher.group(7)),
          new TreeMap<>())) == null;
    }

    private boolean error(String line) {
      Matcher matcher = ERROR.matcher(line);
      Method method = matcher.matches() ? methods.get(matcher.group(1)) : null;
      if (method == null) {
        return false;
      }
      SortedMap<String, String> errors = new TreeMap<>(method.errors());
      errors.put(matcher.group(2), matcher.group(3));
      methods.put(matcher.group(1), new Method(method.request(), method.reply(), errors));
      return true;
    }
  }
}
