package dev.tern.benchmarks.call;

import java.util.List;

/** How a peer is to be set up: words between commas, such as {@code nonblocking,providers-30}. */
public record Variant(List<String> words) {
  public static Variant of(String text) {
    return new Variant(List.of(text.split(",")));
  }

  public boolean has(String word) {
    return words.contains(word);
  }

  /** The number in a word that begins like this, such as 30 for {@code providers-} in {@code providers-30}; else 1. */
  public int number(String prefix) {
    return words.stream().filter(word -> word.startsWith(prefix))
        .mapToInt(word -> Integer.parseInt(word.substring(prefix.length()))).findFirst().orElse(1);
  }
}
