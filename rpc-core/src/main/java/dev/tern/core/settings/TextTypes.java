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
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The kinds of values that settings have. */
final class TextTypes {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,10})(|KiB|MiB|GiB)");
  private static final String NONE = "none";
  private static final String NEVER = "never";
  private static final String SIZE_FORM = "in bytes, KiB or MiB, such as 64KiB";
  private static final String LENGTH_FORM = "written as " + DurationText.EXAMPLES;

  static final TextType<Boolean> FLAG = new TextType<>("true or false",
      text -> text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : null, String::valueOf);

  static final TextType<String> NAME =
      new TextType<>("a name", "", text -> text, text -> !text.isEmpty(), text -> text);

  static final TextType<String> TEXT =
      new TextType<>("any text", text -> text, text -> text.isEmpty() ? "(empty)" : text);

  static final TextType<Set<String>> NAMES = new TextType<>("names", "with commas between them",
      TextTypes::names, names -> names.stream().noneMatch(String::isEmpty), TextTypes::text);

  static final TextType<List<String>> ORDERED_NAMES = new TextType<>("names", "with commas between them",
      text -> List.copyOf(names(text)), names -> names.stream().noneMatch(String::isEmpty), TextTypes::text);

  static final TextType<Map<String, String>> PAIRS = new TextType<>("pairs",
      "such as tag=grey, version=2", TextTypes::pairs, pairs -> true, TextTypes::text);

  static final TextType<String> HOST =
      new TextType<>("a host name or address", text -> new Endpoint(text, 0).host(), text -> text);

  static final TextType<Optional<String>> OTHER_HOST = new TextType<>("a host name or address",
      text -> Optional.of(new Endpoint(text, 0).host()), host -> host.orElse(NONE));

  static final TextType<Optional<Path>> DIRECTORY = new TextType<>("a directory, or none", TextTypes::directory,
      directory -> directory.map(Path::toString).orElse(NONE));

  static final TextType<Optional<Path>> FILE = new TextType<>("a file, or none", TextTypes::directory,
      file -> file.map(Path::toString).orElse(NONE));

  static final TextType<List<RegistryUrl>> REGISTRIES = new TextType<>("registry URLs", "with blanks between them",
      text -> Arrays.stream(text.split("\\s+")).map(RegistryUrl::parse).toList(), urls -> !urls.isEmpty(),
      urls -> urls.stream().map(RegistryUrl::toString).collect(Collectors.joining(" ")));

  static final TextType<Integer> COMPRESS_ABOVE = new TextType<>("0 or more, or never",
      SIZE_FORM, text -> text.equals(NEVER) ? (Integer) TransportSettings.NEVER : bytes(text),
      bytes -> bytes >= 0, bytes -> bytes == TransportSettings.NEVER ? NEVER : sizeText(bytes));

  static final TextType<String> BREAKER = new TextType<>("off, on, or on with options",
      "as in on?share=0.5&calls=20&window=10s&pause=5s", text -> text, TextTypes::isBreaker, text -> text);

  static final TextType<FallbackMode> FALLBACK_MODE = new TextType<>("on_failure, force or off",
      text -> FallbackMode.of(text).orElse(null), FallbackMode::text);

  private TextTypes() {}

  /** @throws IllegalArgumentException for options that are wrong, saying which */
  private static boolean isBreaker(String text) {
    HealthRules.breaker(text);
    return true;
  }

  static TextType<Duration> above0() {
    return new TextType<>("> 0", LENGTH_FORM, DurationText::parse, length -> !length.isNegative() && !length.isZero(),
        DurationText::of);
  }

  static TextType<Duration> from0() {
    return new TextType<>(">= 0", LENGTH_FORM, DurationText::parse, length -> !length.isNegative(), DurationText::of);
  }

  /** 0 for never, else at least so much and at most an hour. */
  static TextType<Duration> zeroOr(Duration least) {
    return new TextType<>("0, or " + DurationText.of(least) + " to 1h", LENGTH_FORM, DurationText::parse,
        length -> length.isZero() || length.compareTo(least) >= 0 && length.compareTo(Duration.ofHours(1)) <= 0,
        DurationText::of);
  }

  static TextType<Duration> upTo(Duration most) {
    return new TextType<>("0 to " + DurationText.of(most), LENGTH_FORM, DurationText::parse,
        length -> !length.isNegative() && length.compareTo(most) <= 0, DurationText::of);
  }

  static TextType<Integer> number(int least, int most) {
    return new TextType<>(least + " to " + most, "", TextTypes::number,
        value -> value >= least && value <= most, String::valueOf);
  }

  static TextType<Integer> size(int least, int most) {
    return new TextType<>(least + " to " + most, SIZE_FORM, TextTypes::bytes,
        value -> value >= least && value <= most, TextTypes::sizeText);
  }

  private static @Nullable Integer number(String text) {
    try {
      return text.matches("-?\\d{1,10}") ? Integer.valueOf(text) : null;
    } catch (NumberFormatException e) {
      return null; // too long for an int, hence beyond every range
    }
  }

  private static @Nullable Integer bytes(String text) {
    Matcher matcher = SIZE.matcher(text);
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

  private static String sizeText(int bytes) {
    if (bytes > 0 && bytes % (1 << 20) == 0) {
      return (bytes >> 20) + "MiB";
    }
    return bytes > 0 && bytes % (1 << 10) == 0 ? (bytes >> 10) + "KiB" : String.valueOf(bytes);
  }

  private static Set<String> names(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::strip).collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static @Nullable Map<String, String> pairs(String text) {
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

  private static String text(Map<String, String> pairs) {
    return text(pairs.entrySet().stream().map(Map.Entry::toString).toList());
  }

  private static String text(Collection<String> names) {
    return names.isEmpty() ? NONE : String.join(", ", names);
  }

  private static @Nullable Optional<Path> directory(String text) {
    if (text.equals(NONE)) {
      return Optional.empty();
    }
    try {
      return text.isEmpty() ? null : Optional.of(Path.of(text).toAbsolutePath());
    } catch (InvalidPathException e) {
      return null;
    }
  }
}
