package dev.tern.it;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Answers with what it was given; a null says so by name. */
class SignaturesProvider implements Signatures {
  private volatile String last = "";

  @Override
  public String none() {
    return "none";
  }

  @Override
  public int one(int number) {
    return number;
  }

  @Override
  public String primitives(boolean a, byte b, short c, char d, int e, long f, float g, double h) {
    return a + " " + b + " " + c + " " + d + " " + e + " " + f + " " + g + " " + h;
  }

  @Override
  public void nothing(String text) {
    last = text;
  }

  @Override
  public String seen() {
    return last;
  }

  @Override
  public Integer boxed(Integer number) {
    return number;
  }

  @Override
  public String text(String text) {
    return text;
  }

  @Override
  public byte[] bytes(byte[] bytes) {
    return bytes;
  }

  @Override
  public int[] numbers(int[] numbers) {
    return numbers;
  }

  @Override
  public List<String> words(List<String> words) {
    return words;
  }

  @Override
  public Set<Long> ids(Set<Long> ids) {
    return ids;
  }

  @Override
  public Map<String, Integer> counts(Map<String, Integer> counts) {
    return counts;
  }

  @Override
  public Mood mood(Mood mood) {
    return mood;
  }

  @Override
  public Person person(Person person) {
    return person;
  }

  @Override
  public List<Person> people(List<Person> people, Map<Mood, Person> byMood) {
    return IntStream.range(0, people.size() + byMood.size())
        .mapToObj(i -> i < people.size() ? people.get(i) : byMood.get(Mood.values()[i - people.size()])).toList();
  }

  @Override
  public Account account(Account account) {
    return account;
  }

  @Override
  public Page<Person> page(Page<Person> page) {
    return page;
  }

  @Override
  public Instant when(Instant when, UUID id, BigDecimal price) {
    return when.plusNanos(id.getLeastSignificantBits()).plusSeconds(price.longValueExact());
  }

  @Override
  public Optional<Person> optional(Optional<Person> person) {
    return person;
  }

  @Override
  public @Nullable Person nullable(@Nullable Person person) {
    return person;
  }

  @Override
  public CompletableFuture<Person> later(Person person) {
    return CompletableFuture.supplyAsync(() -> person);
  }

  @Override
  public CompletableFuture<Void> laterNothing(String text) {
    last = text;
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<@Nullable Person> laterNull() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<List<String>> laterWords(int count) {
    return CompletableFuture.completedFuture(IntStream.range(0, count).mapToObj(i -> "word" + i).toList());
  }
}
