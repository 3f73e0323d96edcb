package dev.tern.codec.protobuf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Java names as {@code .proto} files spell them. */
final class ProtoNames {
  private ProtoNames() {}

  /** {@code userID} becomes {@code user_id}. */
  static String snake(String name) {
    StringBuilder snake = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isUpperCase(c) && i > 0 && startsWord(name, i)) {
        snake.append('_');
      }
      snake.append(Character.toLowerCase(c));
    }
    return identifier(snake.toString());
  }

  private static boolean startsWord(String name, int at) {
    char before = name.charAt(at - 1);
    boolean endsAcronym = at + 1 < name.length() && Character.isLowerCase(name.charAt(at + 1));
    return before != '_' && (!Character.isUpperCase(before) || endsAcronym);
  }

  /** {@code lightBlue} becomes {@code LIGHT_BLUE}; what has no small letter stays as it is. */
  static String upperSnake(String name) {
    return name.equals(name.toUpperCase(Locale.ROOT)) ? identifier(name) : snake(name).toUpperCase(Locale.ROOT);
  }

  static String capitalized(String name) {
    return name.isEmpty() ? name : Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  /** Protobuf knows ASCII letters, digits and underscores only; anything else becomes its code point. */
  static String identifier(String name) {
    StringBuilder identifier = new StringBuilder();
    name.codePoints().forEach(c -> {
      if (c == '_' || c < 128 && Character.isLetterOrDigit(c)) {
        identifier.appendCodePoint(c);
      } else {
        identifier.append('u').append(Integer.toHexString(c));
      }
    });
    return identifier.toString();
  }

  /**
   * Names of the fields of one message. Two that protoc would not tell apart (it compares without case and
   * underscores) get their number behind them.
   */
  static List<String> fields(List<FieldModel> fields) {
    Map<String, Integer> wanted = new HashMap<>();
    fields.forEach(field -> wanted.merge(plain(snake(field.name())), 1, Integer::sum));
    Set<String> taken = new HashSet<>();
    List<String> names = new ArrayList<>();
    for (FieldModel field : fields) {
      String name = snake(field.name());
      if (wanted.get(plain(name)) > 1) {
        name += "_" + field.number();
      }
      while (!taken.add(plain(name))) {
        name += "_" + field.number();
      }
      names.add(name);
    }
    return names;
  }

  private static String plain(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }

  /** What protoc makes of a map field's name: {@code byName} and {@code by_name} both become {@code ByNameEntry}. */
  static String mapEntry(String field) {
    StringBuilder entry = new StringBuilder();
    for (String word : field.split("_")) {
      entry.append(capitalized(word));
    }
    return entry.append("Entry").toString();
  }
}
