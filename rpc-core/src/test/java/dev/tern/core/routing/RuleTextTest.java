package dev.tern.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleTextTest {
  @Test
  void rulesAreReadInOrderWithoutCommentsAndEmptyLines() {
    assertThat(RuleText.parse("""
        # who tests

        testers: attachment.user-id = u7 | u8 => tag=grey
        europe:service=demo.Orders,method=find*,argument.country!=us,argument.0=7=>!zone=eu-*, metadata.version=2
          others : => tag!=grey, address=10.0.*
        """)).extracting(Rule::toString).containsExactly(
            "testers: attachment.user-id=u7|u8 => tag=grey",
            "europe: service=demo.Orders, method=find*, argument.country!=us, argument.0=7 =>! zone=eu-*, metadata.version=2",
            "others: => tag!=grey, address=10.0.*");
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', quoteCharacter = '~', textBlock = """
      testers attachment.a=b => tag=c ; line 2: no rule (expected: name: condition=value, ... => target=value, ...)
      testers: attachment.a=b         ; line 2: no rule (expected: name: condition=value, ... => target=value, ...)
      testers: attachment.a=b =>      ; line 2: nothing stands behind the arrow (expected: name: condition=value, ... => target=value, ...)
      testers: user=b => tag=c        ; line 2: unknown condition "user" (expected: service, method, attachment.name or argument.name)
      testers: => host=c              ; line 2: unknown target "host" (expected: address, zone, tag or metadata.key)
      testers: method => tag=c        ; line 2: "method" (expected: subject=value or subject!=value)
      testers: method= => tag=c       ; line 2: "" names an empty value (expected: values with | between them)
      testers: method=a| => tag=c     ; line 2: "a|" names an empty value (expected: values with | between them)
      testers: argument.1x=a => tag=c ; line 2: "argument.1x" (expected: argument.name, or its position from 0)
      testers: service=a, service=b => tag=c ; line 2: service is given twice (expected: service=one|other)
      first: => tag=c                 ; line 2: a second rule "first"
      """)
  void whatIsWrongIsToldWithItsLine(String line, String message) {
    assertThatThrownBy(() -> RuleText.parse("first: => zone=a\n" + line)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void moreThanAHundredRulesAreRefused() {
    String hundred = IntStream.range(0, 100).mapToObj(i -> "r" + i + ": => zone=a\n").collect(Collectors.joining());
    assertThat(RuleText.parse(hundred)).hasSize(100);
    assertThatThrownBy(() -> RuleText.parse(hundred + "more: => zone=a")).hasMessage("line 101: more than 100 rules");
  }

  @ParameterizedTest
  @CsvSource({"eu-*,eu-1,true", "eu-*,eu,false", "*,anything,true", "a*b*c,abc,true", "a*b*c,axxbyyc,true",
      "a*b*c,axxbyy,false", "*-1,eu-1,true", "*-1,eu-12,false", "a|b,b,true", "a|b,c,false", "**,x,true", "eu,eu-1,false"})
  void aStarStandsForAnyNumberOfCharacters(String pattern, String value, boolean matches) {
    assertThat(Values.of(pattern, false).match(value)).isEqualTo(matches);
    assertThat(Values.of(pattern, true).match(value)).isNotEqualTo(matches);
  }

  @Test
  void whatIsAbsentEqualsNothing() {
    assertThat(Values.of("*", false).match(null)).isFalse();
    assertThat(Values.of("grey", true).match(null)).isTrue();
  }

  @Test
  void aPatternMadeToBeSlowIsNot() {
    assertThat(Values.of("*a".repeat(50) + "b", false).match("a".repeat(4_096))).isFalse(); // at most their product
  }
}
