package dev.tern.it;

import dev.tern.api.RpcService;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Methods of every shape, each answering with what it was given. */
@RpcService
interface Signatures {
  enum Mood { CALM, HAPPY }

  record Address(String street, @Nullable String zip) {}

  record Person(String name, int age, Mood mood, List<Address> addresses, Map<String, Address> places,
      @Nullable Person friend) {}

  /** A bean. */
  final class Account {
    private long id;
    private String owner = "";
    private List<Integer> amounts = List.of();

    public long getId() {
      return id;
    }

    public void setId(long id) {
      this.id = id;
    }

    public String getOwner() {
      return owner;
    }

    public void setOwner(String owner) {
      this.owner = owner;
    }

    public List<Integer> getAmounts() {
      return amounts;
    }

    public void setAmounts(List<Integer> amounts) {
      this.amounts = amounts;
    }
  }

  record Page<T>(List<T> items, boolean last) {}

  String none();

  int one(int number);

  String primitives(boolean a, byte b, short c, char d, int e, long f, float g, double h);

  void nothing(String text);

  String seen();

  Integer boxed(Integer number);

  String text(String text);

  byte[] bytes(byte[] bytes);

  int[] numbers(int[] numbers);

  List<String> words(List<String> words);

  Set<Long> ids(Set<Long> ids);

  Map<String, Integer> counts(Map<String, Integer> counts);

  Mood mood(Mood mood);

  Person person(Person person);

  List<Person> people(List<Person> people, Map<Mood, Person> byMood);

  Account account(Account account);

  Page<Person> page(Page<Person> page);

  Instant when(Instant when, UUID id, BigDecimal price);

  Optional<Person> optional(Optional<Person> person);

  @Nullable Person nullable(@Nullable Person person);

  CompletableFuture<Person> later(Person person);

  CompletableFuture<Void> laterNothing(String text);

  CompletableFuture<@Nullable Person> laterNull();

  CompletableFuture<List<String>> laterWords(int count);

  /** Runs where it is called. */
  default String twice(int number) {
    return one(number) + " and " + one(number) + " on " + Thread.currentThread().getName();
  }

  static String helper() {
    return "not remote";
  }
}
