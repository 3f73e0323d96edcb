package dev.tern.codec.protobuf;

import static dev.tern.codec.protobuf.Conformance.delimited;
import static dev.tern.codec.protobuf.Conformance.oracle;
import static dev.tern.codec.protobuf.Conformance.ours;
import static dev.tern.codec.protobuf.Conformance.pb;
import static dev.tern.codec.protobuf.Conformance.refusal;
import static dev.tern.codec.protobuf.Conformance.refused;
import static dev.tern.codec.protobuf.Conformance.rich;
import static dev.tern.codec.protobuf.Conformance.same;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.tern.codec.protobuf.pb.AllTypes;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Where we read other bytes than protobuf-java, on purpose and with a reason each; and that there is nothing else. */
class ConformanceDifferencesTest {
  /** Numbers of which protobuf-java takes the lower bits. */
  private static final Pattern CUT_DOWN =
      Pattern.compile("number longer than 10 bytes|tag without a valid field number|length \\d{10,} with");

  @Test
  void aMessageCutOffAnywhereMeansTheSame() {
    ByteString whole = rich();
    for (int end = 0; end < whole.size(); end++) {
      assertThat(agree(whole.substring(0, end))).isTrue();
    }
  }

  /** Both refuse it, or both read the same. False for one of the differences that the tests below list. */
  private static boolean agree(ByteString bytes) {
    AllTypes expected = oracle(bytes);
    if (expected == null) {
      refused("at random", bytes);
    } else if (differsOnPurpose(expected) || CUT_DOWN.matcher(refusal(bytes)).find()) {
      return false;
    } else {
      same("at random", bytes);
    }
    return true;
  }

  /** Has one of the fields whose differences the tests below list, anywhere. */
  private static boolean differsOnPurpose(AllTypes message) {
    return message.hasKind() || message.getKindsCount() > 0 || message.getKindsByStringCount() > 0
        || message.hasInstant() || message.hasDuration() || message.hasChoice() || message.getChoicesCount() > 0
        || message.hasRecursive() && differsOnPurpose(message.getRecursive())
        || message.hasNested() && differsOnPurpose(message.getNested().getCorecursive())
        || message.getNestedsList().stream().anyMatch(nested -> differsOnPurpose(nested.getCorecursive()))
        || message.getNestedsByStringMap().values().stream()
            .anyMatch(nested -> differsOnPurpose(nested.getCorecursive()));
  }

  @Test
  void tenThousandChangedMessagesMeanTheSame() {
    byte[] whole = rich().toByteArray();
    Random random = new Random(20_261_122);
    int different = 0;
    for (int i = 0; i < 10_000; i++) {
      byte[] changed = whole.clone();
      for (int change = random.nextInt(3); change >= 0; change--) {
        int at = random.nextInt(changed.length);
        changed[at] = (byte) (random.nextBoolean() ? random.nextInt() : changed[at] ^ 1 << random.nextInt(8));
      }
      different += agree(ByteString.copyFrom(changed)) ? 0 : 1;
    }
    assertThat(different).isLessThan(300);
  }

  // Where we differ on purpose.

  @Test
  void anUnknownEnumNumberIsNotRememberedSinceAJavaEnumCannotHoldIt() {
    ByteString unknown = ByteString.fromHex("a80109");
    assertThat(oracle(unknown).getKindValue()).isEqualTo(9);
    assertThat(ours(unknown).kind()).isNull();
    assertThat(ours(delimited(51, ByteString.fromHex("09")))).as("no list holds a null").isNull();
    assertThat(oracle(delimited(51, ByteString.fromHex("09")))).isNotNull();
  }

  @Test
  void aOneofWithoutAKnownCaseIsNoValueOfASealedType() {
    ByteString unset = delimited(111, delimited(9, ByteString.empty()));
    assertThat(oracle(unset).getChoice().getUnknownFields().asMap()).isNotEmpty();
    assertThat(ours(unset).choice()).isNull();
    assertThat(ours(delimited(112, ByteString.empty()))).as("no list holds a null").isNull();
    assertThat(oracle(delimited(112, ByteString.empty()))).isNotNull();
  }

  @Test
  void aTimeThatNoInstantOrDurationCanBeIsRefused() {
    ByteString negative = delimited(301, pb(out -> out.writeInt32(2, -1)));
    ByteString late = delimited(301, pb(out -> out.writeInt64(1, Long.MAX_VALUE)));
    for (ByteString bytes : List.of(negative, late)) {
      assertThat(oracle(bytes)).as("protobuf-java looks at it when it is used").isNotNull();
      assertThat(ours(bytes)).isNull();
    }
  }

  @Test
  void aNumberOfMoreThanTenBytesIsRefusedInsteadOfCutDown() {
    ByteString tooLong = ByteString.fromHex("10ffffffffffffffffff81"); // its tenth byte says that another one follows
    assertThat(oracle(tooLong).getALong()).as("protobuf-java stops there").isEqualTo(-1);
    assertThat(refusal(tooLong)).isEqualTo("field 2 of All: number longer than 10 bytes");
  }

  @Test
  void aTagOfMoreThan32BitsIsRefusedInsteadOfCutDown() {
    ByteString tooHigh = ByteString.fromHex("888080808001" + "01"); // 8, if the bits above 32 are dropped
    assertThat(oracle(tooHigh).getAnInt()).as("protobuf-java drops them").isEqualTo(1);
    assertThat(ours(tooHigh)).isNull();
  }

  @Test
  void aLengthOfMoreThan32BitsIsRefusedInsteadOfCutDown() {
    ByteString tooLong = ByteString.fromHex("72818080808001" + "61");
    assertThat(oracle(tooLong).getAString()).as("protobuf-java drops them").isEqualTo("a");
    assertThat(ours(tooLong)).isNull();
  }

  @Test
  void nestingEndsAt64LevelsInsteadOf100() {
    ByteString nested = ByteString.empty();
    for (int i = 0; i < 64; i++) {
      nested = delimited(27, nested);
    }
    same("64 levels", nested);
    assertThat(oracle(delimited(27, nested))).isNotNull();
    assertThat(ours(delimited(27, nested))).isNull();
  }
}
