package dev.tern.core.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A file of keys, in UTF-8.
 *
 * @param name for people
 * @param texts by key
 */
record TernFile(String name, Map<String, String> texts) {
  static final String NAME = "tern.properties";

  /** There is none. */
  static final TernFile NONE = new TernFile(NAME, Map.of());

  TernFile {
    texts = Collections.unmodifiableMap(new TreeMap<>(texts));
  }

  /**
   * The file that was named.
   *
   * @param origin who named it
   * @throws IllegalArgumentException if it cannot be read
   */
  static TernFile at(String file, String origin) {
    try {
      Path path = Path.of(file).toAbsolutePath();
      return new TernFile("file " + path, texts(Files.readAllBytes(path), path.toString()));
    } catch (IOException | InvalidPathException e) {
      throw new IllegalArgumentException(SharedKeys.KEYS.config + " (" + origin + "): the file " + file
          + " cannot be read, " + e.getClass().getSimpleName() + " (expected: a file in UTF-8 with lines as "
          + ClientKeys.KEYS.timeout + "=1s)", e);
    }
  }

  /**
   * The {@code tern.properties} that these see, or {@link #NONE}.
   *
   * @throws IllegalArgumentException if there are two, or it cannot be read
   */
  static TernFile onClassPath(List<ClassLoader> loaders) {
    Map<String, URL> found = new LinkedHashMap<>(); // by text: to compare two URLs may ask the network
    try {
      for (ClassLoader loader : loaders) {
        loader.getResources(NAME).asIterator().forEachRemaining(url -> found.putIfAbsent(url.toString(), url));
      }
      if (found.size() > 1) {
        throw new IllegalArgumentException("Several " + NAME + " on the class path: "
            + String.join(", ", found.keySet()) + "\n  Keep one of them, or name the file that counts with -D"
            + SharedKeys.KEYS.config + "=<file>.");
      }
      for (URL url : found.values()) {
        try (InputStream stream = url.openStream()) {
          return new TernFile(url.toString(), texts(stream.readAllBytes(), url.toString()));
        }
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(NAME + " on the class path cannot be read: " + found.keySet(), e);
    }
    return NONE;
  }

  private static Map<String, String> texts(byte[] bytes, String file) throws IOException {
    String text = decode(bytes, file);
    Lines lines = new Lines();
    try (Reader reader = new StringReader(text)) {
      lines.load(reader);
    } catch (IllegalArgumentException e) { // of an escape; its message may hold a part of a value
      throw new IllegalArgumentException(file + ": has a \\u that is no escape (expected: \\u and four hex digits)");
    }
    if (!lines.twice.isEmpty()) {
      throw new IllegalArgumentException(
          file + ": " + String.join(", ", lines.twice) + " given twice (expected: once)");
    }
    Map<String, String> texts = new TreeMap<>();
    lines.stringPropertyNames().forEach(key -> texts.put(key, lines.getProperty(key)));
    return texts;
  }

  private static String decode(byte[] bytes, String file) {
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text; // the mark that some editors put first
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + ": is not in UTF-8");
    }
  }

  /** Of two lines for one key the second would silently win. */
  private static final class Lines extends Properties {
    private final transient List<String> twice = new ArrayList<>();

    @Override
    public synchronized @Nullable Object put(Object key, Object value) {
      Object before = super.put(key, value);
      if (before != null) {
        twice.add(key.toString());
      }
      return before;
    }
  }
}
