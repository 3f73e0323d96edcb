package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.it.Signatures.Account;
import dev.tern.it.Signatures.Address;
import dev.tern.it.Signatures.Mood;
import dev.tern.it.Signatures.Page;
import dev.tern.it.Signatures.Person;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What travels, on every registry alike: one line decides which. */
@ParameterizedClass
@EnumSource
class CallsTest {
  private static final Address ADDRESS = new Address("Sea Road 1", null);
  private static final Person FRIEND =
      new Person("Bo", 0, Mood.CALM, List.of(), Map.of("home", new Address("", "0815")), null);
  private static final Person PERSON =
      new Person("Ann \u00e4\u20ac\ud83d\ude80", -7, Mood.HAPPY, List.of(ADDRESS, ADDRESS), Map.of(), FRIEND);

  private final World.Registry registry;
  private World world;
  private String address;
  private Signatures signatures;

  CallsTest(World.Registry registry) {
    this.registry = registry;
  }

  @BeforeEach
  void open(@TempDir Path directory) {
    world = new World(registry, directory.resolve("registry"));
    address = world.serve(new SignaturesProvider()).address().toString();
    signatures = world.client().create(Signatures.class);
  }

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  @Test
  void aMethodWithoutParametersAnswers() {
    assertThat(signatures.none()).isEqualTo("none");
  }

  @Test
  void primitivesArriveAtTheirLimitsAndAsZero() {
    assertThat(signatures.one(Integer.MIN_VALUE)).isEqualTo(Integer.MIN_VALUE);
    assertThat(signatures.one(0)).isZero();
    assertThat(signatures.primitives(true, Byte.MIN_VALUE, Short.MAX_VALUE, '\uffff', Integer.MAX_VALUE,
        Long.MIN_VALUE, Float.MIN_VALUE, Double.NEGATIVE_INFINITY))
        .isEqualTo("true -128 32767 \uffff 2147483647 -9223372036854775808 1.4E-45 -Infinity");
    assertThat(signatures.primitives(false, (byte) 0, (short) 0, '\0', 0, 0, 0f, 0d))
        .isEqualTo("false 0 0 \0 0 0 0.0 0.0");
  }

  @Test
  void aVoidMethodReturnsOnceItHasRun() {
    signatures.nothing("first");
    assertThat(signatures.seen()).isEqualTo("first");
  }

  @Test
  void textAndBoxesTellNullFromEmptyAndZero() {
    assertThat(signatures.text("")).isEmpty();
    assertThat(signatures.text(nothing())).isNull();
    assertThat(signatures.boxed(0)).isZero();
    assertThat(signatures.boxed(nothing())).isNull();
    assertThat(signatures.mood(Mood.CALM)).isEqualTo(Mood.CALM);
    assertThat(signatures.mood(nothing())).isNull();
    assertThat(signatures.bytes(new byte[0])).isEmpty();
    assertThat(signatures.bytes(nothing())).isNull();
  }

  @Test
  void aNullCollectionArrivesAsAnEmptyOne() {
    assertThat(signatures.words(nothing())).isEmpty();
    assertThat(signatures.counts(nothing())).isEmpty();
    assertThat(signatures.numbers(nothing())).isEmpty();
  }

  @Test
  void aNullMessageIsRefusedAtTheSenderUnlessItMayBeAbsent() {
    assertThat(Failing.told(Failing.call(() -> signatures.person(nothing())))).isEqualTo(
        "INVALID_ARGUMENT NOT_EXECUTED dev.tern.it.Signatures/person, parameter person: null"
            + "\n  Pass a value, or mark it @Nullable or Optional in the interface.");
    assertThat(Failing.told(Failing.future(signatures.later(nothing())))).isEqualTo(
        "INVALID_ARGUMENT NOT_EXECUTED dev.tern.it.Signatures/later, parameter person: null"
            + "\n  Pass a value, or mark it @Nullable or Optional in the interface.");
    assertThat(signatures.nullable(null)).isNull();
    assertThat(signatures.nullable(PERSON)).isEqualTo(PERSON);
    assertThat(signatures.optional(Optional.empty())).isEmpty();
    assertThat(signatures.optional(Optional.of(PERSON))).contains(PERSON);
  }

  @Test
  void collectionsKeepTheirElementsAndOrder() {
    assertThat(signatures.words(List.of("b", "", "a"))).containsExactly("b", "", "a");
    assertThat(signatures.ids(Set.of(1L, -1L))).containsExactlyInAnyOrder(1L, -1L);
    assertThat(signatures.counts(Map.of("a", 1, "", -2))).containsOnly(Map.entry("a", 1), Map.entry("", -2));
    assertThat(signatures.numbers(new int[] {3, 0, -1})).containsExactly(3, 0, -1);
    assertThat(signatures.bytes(new byte[] {0, -1})).containsExactly(0, -1);
  }

  @Test
  void recordsBeansAndGenericsArriveWhole() {
    assertThat(signatures.person(PERSON)).isEqualTo(PERSON);
    assertThat(signatures.people(List.of(PERSON, FRIEND), Map.of(Mood.CALM, FRIEND, Mood.HAPPY, PERSON)))
        .containsExactly(PERSON, FRIEND, FRIEND, PERSON);
    assertThat(signatures.page(new Page<>(List.of(PERSON), true))).isEqualTo(new Page<>(List.of(PERSON), true));
    Account account = new Account();
    account.setId(5);
    account.setOwner("Ann");
    account.setAmounts(List.of(1, -2));
    assertThat(signatures.account(account)).isNotSameAs(account).usingRecursiveComparison().isEqualTo(account);
  }

  @Test
  void valuesOfTheJdkArrive() {
    assertThat(signatures.when(Instant.parse("2026-01-02T03:04:05.000000006Z"), new UUID(1, 2), new BigDecimal("3.00")))
        .isEqualTo("2026-01-02T03:04:08.000000008Z");
  }

  @Test
  void futuresAnswerLikeBlockingMethods() throws Exception {
    assertThat(signatures.later(PERSON).get(10, TimeUnit.SECONDS)).isEqualTo(PERSON);
    assertThat(signatures.laterNothing("async").get(10, TimeUnit.SECONDS)).isNull();
    assertThat(signatures.seen()).isEqualTo("async");
    assertThat(signatures.laterNull().get(10, TimeUnit.SECONDS)).isNull();
    assertThat(signatures.laterWords(3).get(10, TimeUnit.SECONDS)).containsExactly("word0", "word1", "word2");
  }

  @Test
  void aDefaultMethodRunsHereAndItsCallsThere() {
    assertThat(signatures.twice(4)).isEqualTo("4 and 4 on " + Thread.currentThread().getName());
  }

  @Test
  void aProxyBehavesAsAnyObjectAndSaysWhatItIs() {
    Signatures other = world.client().create(Signatures.class);
    assertThat(signatures).hasToString("dev.tern.it.Signatures in " + world.registryName());
    assertThat(signatures).isEqualTo(signatures).isNotEqualTo(other).hasSameHashCodeAs(signatures);
  }

  /** A null that the compiler does not see: what a careless caller passes. */
  private static <T> T nothing() {
    @Nullable T value = null;
    return value;
  }
}
