package dev.tern.codec.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.RpcService;
import dev.tern.api.spi.DecodeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** "Parsing JSON is a minefield": what is JSON is taken, what is not is refused, also where nobody reads it. */
class JsonTestSuiteTest {
  /** What the standard leaves open and we take: numbers that no value is made of. All text must be well-formed. */
  private static final Set<String> TAKEN = Set.of("i_number_double_huge_neg_exp", "i_number_huge_exp",
      "i_number_neg_int_huge_exp", "i_number_pos_double_huge_exp", "i_number_real_neg_overflow",
      "i_number_real_pos_overflow", "i_number_real_underflow", "i_number_too_big_neg_int", "i_number_too_big_pos_int",
      "i_number_very_big_negative_int");

  /** Of these, what is taken where an exact number is read too: the exponent must be within the limit. */
  private static final Set<String> EXACT = Set.of("i_number_too_big_neg_int", "i_number_too_big_pos_int",
      "i_number_very_big_negative_int");

  @RpcService
  interface Service {
    int known(int known);

    void message(Message message);

    void numbers(List<BigDecimal> values);

    void texts(List<String> values);
  }

  record Message(int known) {}

  private static final Wired MESSAGE = Wired.of(Service.class, "message");
  private static final Wired KNOWN = Wired.of(Service.class, "known");

  record Case(String name, byte[] bytes) {
    boolean expected() {
      return name.startsWith("y_") || TAKEN.contains(name);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() throws IOException {
    try (InputStream in = JsonTestSuiteTest.class.getResourceAsStream("/jsontestsuite/cases.tsv")) {
      List<Case> cases = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8).lines().map(line -> {
        int tab = line.indexOf('\t');
        return new Case(line.substring(0, tab), Base64.getDecoder().decode(line.substring(tab + 1)));
      }).toList();
      return Stream.concat(cases.stream(), Stream.of(
          new Case("n_structure_100000_opening_arrays", "[".repeat(100_000).getBytes(UTF_8)),
          new Case("n_structure_open_array_object", ("[{\"\":".repeat(50_000) + "\n").getBytes(UTF_8))));
    }
  }

  static Stream<Case> numbers() throws IOException {
    return cases().filter(each -> each.name().matches("[yni]_number_.*"));
  }

  static Stream<Case> texts() throws IOException {
    return cases().filter(each -> each.name().matches("[yni]_string_.*") && !each.name().equals("y_string_space"));
  }

  @Test
  void allOfThemAreHere() throws IOException {
    assertThat(cases()).hasSize(318);
    assertThat(cases().filter(each -> each.name().startsWith("y_"))).hasSize(95);
    assertThat(cases().map(Case::name)).containsAll(TAKEN);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void asTheValueOfAMemberThatIsPassedOver(Case each) throws Exception {
    byte[] request = inside("{\"unknown\":", each.bytes(), ",\"known\":7}");
    if (each.expected()) {
      assertThat(KNOWN.readRequest(request)).containsExactly(7);
    } else {
      assertThatThrownBy(() -> KNOWN.readRequest(request)).isInstanceOf(DecodeException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void asAWholeMessageWhichMustBeAnObject(Case each) throws Exception {
    boolean object = new String(each.bytes(), ISO_8859_1).strip().startsWith("{");
    if (each.expected() && object) {
      assertThat(MESSAGE.readRequest(each.bytes())).containsExactly(new Message(0));
    } else {
      assertThatThrownBy(() -> MESSAGE.readRequest(each.bytes())).isInstanceOf(DecodeException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void asAListOfExactNumbers(Case each) throws Exception {
    Wired wired = Wired.of(Service.class, "numbers");
    byte[] request = inside("{\"values\":", each.bytes(), "}");
    if (each.name().startsWith("y_") && !each.name().contains("number_double") || EXACT.contains(each.name())) {
      BigDecimal exact = new BigDecimal(new String(each.bytes(), UTF_8).replaceAll("[\\[\\]\\s]", ""));
      assertThat(wired.readRequest(request)).containsExactly(List.of(exact));
    } else if (each.name().startsWith("y_")) {
      assertThat(wired.readRequest(request)).hasSize(1);
    } else {
      assertThatThrownBy(() -> wired.readRequest(request)).isInstanceOf(DecodeException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("texts")
  void asAListOfTexts(Case each) throws Exception {
    Wired wired = Wired.of(Service.class, "texts");
    byte[] request = inside("{\"values\":", each.bytes(), "}");
    if (each.expected()) {
      assertThat(wired.readRequest(request)).hasSize(1);
    } else {
      assertThatThrownBy(() -> wired.readRequest(request)).isInstanceOf(DecodeException.class);
    }
  }

  private static byte[] inside(String before, byte[] bytes, String after) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(before.getBytes(UTF_8));
    all.writeBytes(bytes);
    all.writeBytes(after.getBytes(UTF_8));
    return all.toByteArray();
  }
}
