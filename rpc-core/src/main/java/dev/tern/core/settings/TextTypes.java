package dev.tern.core.settings;

import dev.tern.api.Endpoint;
import dev.tern.api.contract.DurationText;
import dev.tern.api.spi.RegistryUrl;
import dev.tern.api.spi.TransportSettings;
import dev.tern.core.call.FallbackMode;
import dev.tern.core.directory.HealthRules;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The kinds of values that settings have. */
final class TextTypes {
  private static final String NONE = "none";

  static final TextType<Boolean> FLAG = new TextType<>("true or false", "") {
    @Override
    @Nullable Boolean read(String text) {
      return text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : null;
    }
  };

  static final TextType<String> NAME = new Text("a name", "") {
    @Override
    boolean allows(String name) {
      return !name.isEmpty();
    }
  };

  static final TextType<String> TEXT = new Text("any text", "") {
    @Override
    String write(String text) {
      return text.isEmpty() ? "(empty)" : text;
    }
  };

  static final TextType<Set<String>> NAMES = new Names<>() {
    @Override
    Set<String> read(String text) {
      return names(text);
    }
  };

  static final TextType<List<String>> ORDERED_NAMES = new Names<>() {
    @Override
    List<String> read(String text) {
      return List.copyOf(names(text));
    }
  };

  static final TextType<Map<String, String>> PAIRS = new TextType<>("pairs", "such as tag=grey, version=2") {
    @Override
    @Nullable Map<String, String> read(String text) {
      Map<String, String> pairs = new TreeMap<>();
      for (String pair : names(text)) {
        int equals = pair.indexOf('=');
        if (equals < 1 || equals == pair.length() - 1
            || pairs.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip()) != null) {
          return null;
        }
      }
      return pairs;
    }

    @Override
    String write(Map<String, String> pairs) {
      return joined(pairs.entrySet().stream().map(Map.Entry::toString).toList());
    }
  };

  static final TextType<String> HOST = new TextType<>("a host name or address", "") {
    @Override
    String read(String text) {
      return new Endpoint(text, 0).host();
    }
  };

  static final TextType<Optional<String>> OTHER_HOST = new TextType<>("a host name or address", "") {
    @Override
    Optional<String> read(String text) {
      return Optional.of(HOST.read(text));
    }

    @Override
    String write(Optional<String> host) {
      return host.orElse(NONE);
    }
  };

  static final TextType<Optional<Path>> DIRECTORY = new OptionalPath("a directory, or none");

  static final TextType<Optional<Path>> FILE = new OptionalPath("a file, or none");

  static final TextType<List<RegistryUrl>> REGISTRIES = new TextType<>("registry URLs", "with blanks between them") {
    @Override
    List<RegistryUrl> read(String text) {
      List<RegistryUrl> urls = new ArrayList<>();
      for (String url : text.split("\\s+")) {
        urls.add(RegistryUrl.parse(url));
      }
      return List.copyOf(urls);
    }

    @Override
    boolean allows(List<RegistryUrl> urls) {
      return !urls.isEmpty();
    }

    @Override
    String write(List<RegistryUrl> urls) {
      return String.join(" ", urls.stream().map(RegistryUrl::toString).toList());
    }
  };

  static final TextType<Integer> COMPRESS_ABOVE = new Size("0 or more, or never", 0, Integer.MAX_VALUE) {
    private static final String NEVER = "never";

    @Override
    @Nullable Integer read(String text) {
      return text.equals(NEVER) ? (Integer) TransportSettings.NEVER : super.read(text);
    }

    @Override
    String write(Integer bytes) {
      return bytes == TransportSettings.NEVER ? NEVER : super.write(bytes);
    }
  };

  static final TextType<String> BREAKER = new Text("off, on, or on with options",
      "as in on?share=0.5&calls=20&window=10s&pause=5s") {
    @Override
    boolean allows(String text) {
      HealthRules.breaker(text); // throws for options that are wrong, and says which
      return true;
    }
  };

  static final TextType<FallbackMode> FALLBACK_MODE = new TextType<>("on_failure, force or off", "") {
    @Override
    @Nullable FallbackMode read(String text) {
      return FallbackMode.of(text).orElse(null);
    }

    @Override
    String write(FallbackMode mode) {
      return mode.text();
    }
  };

  private TextTypes() {}

  static TextType<Duration> above0() {
    return new Length("> 0", Duration.ofNanos(1), null, false);
  }

  static TextType<Duration> from0() {
    return new Length(">= 0", Duration.ZERO, null, false);
  }

  /** 0 for never, else at least so much and at most an hour. */
  static TextType<Duration> zeroOr(Duration least) {
    return new Length("0, or " + DurationText.of(least) + " to 1h", least, Duration.ofHours(1), true);
  }

  static TextType<Duration> upTo(Duration most) {
    return new Length("0 to " + DurationText.of(most), Duration.ZERO, most, false);
  }

  static TextType<Integer> number(int least, int most) {
    return new Number(least + " to " + most, "", least, most);
  }

  static TextType<Integer> size(int least, int most) {
    return new Size(least + " to " + most, least, most);
  }

  /** Each once, as they come. */
  private static Set<String> names(String text) {
    Set<String> names = new LinkedHashSet<>();
    for (String name : text.split(",", -1)) {
      names.add(name.strip());
    }
    return names;
  }

  private static String joined(Collection<String> names) {
    return names.isEmpty() ? NONE : String.join(", ", names);
  }

  private abstract static class Text extends TextType<String> {
    Text(String range, String form) {
      super(range, form);
    }

    @Override
    final String read(String text) {
      return text;
    }
  }

  private abstract static class Names<C extends Collection<String>> extends TextType<C> {
    Names() {
      super("names", "with commas between them");
    }

    @Override
    boolean allows(C names) {
      return !names.contains("");
    }

    @Override
    String write(C names) {
      return joined(names);
    }
  }

  private static final class OptionalPath extends TextType<Optional<Path>> {
    OptionalPath(String range) {
      super(range, "");
    }

    @Override
    @Nullable Optional<Path> read(String text) {
      if (text.equals(NONE)) {
        return Optional.empty();
      }
      try {
        return text.isEmpty() ? null : Optional.of(Path.of(text).toAbsolutePath());
      } catch (InvalidPathException e) {
        return null;
      }
    }

    @Override
    String write(Optional<Path> path) {
      return path.isEmpty() ? NONE : path.get().toString();
    }
  }

  private static final class Length extends TextType<Duration> {
    private final Duration least;
    private final @Nullable Duration most;
    private final boolean orZero;

    Length(String range, Duration least, @Nullable Duration most, boolean orZero) {
      super(range, "written as " + DurationText.EXAMPLES);
      this.least = least;
      this.most = most;
      this.orZero = orZero;
    }

    @Override
    @Nullable Duration read(String text) {
      return DurationText.parse(text);
    }

    @Override
    boolean allows(Duration length) {
      return orZero && length.isZero()
          || length.compareTo(least) >= 0 && (most == null || length.compareTo(most) <= 0);
    }

    @Override
    String write(Duration length) {
      return DurationText.of(length);
    }
  }

  private static class Number extends TextType<Integer> {
    private final int least;
    private final int most;

    Number(String range, String form, int least, int most) {
      super(range, form);
      this.least = least;
      this.most = most;
    }

    @Override
    @Nullable Integer read(String text) {
      try {
        return text.matches("-?\\d{1,10}") ? Integer.valueOf(text) : null;
      } catch (NumberFormatException e) {
        return null; // too long for an int, hence beyond every range
      }
    }

    @Override
    final boolean allows(Integer value) {
      return value >= least && value <= most;
    }
  }

  private static class Size extends Number {
    Size(String range, int least, int most) {
      super(range, "in bytes, KiB or MiB, such as 64KiB", least, most);
    }

    @Override
    @Nullable Integer read(String text) {
      Matcher matcher = Pattern.compile("(\\d{1,10})(|KiB|MiB|GiB)").matcher(text);
      if (!matcher.matches()) {
        return null;
      }
      long unit = switch (matcher.group(2)) {
        case "KiB" -> 1L << 10;
        case "MiB" -> 1L << 20;
        case "GiB" -> 1L << 30;
        default -> 1;
      };
      long bytes = Long.parseLong(matcher.group(1)) * unit;
      return bytes > Integer.MAX_VALUE ? null : (Integer) (int) bytes;
    }

    @Override
    String write(Integer bytes) {
      if (bytes > 0 && bytes % (1 << 20) == 0) {
        return (bytes >> 20) + "MiB";
      }
      return bytes > 0 && bytes % (1 << 10) == 0 ? (bytes >> 10) + "KiB" : String.valueOf(bytes);
    }
  }
}
