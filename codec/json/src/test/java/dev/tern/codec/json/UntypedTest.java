package dev.tern.codec.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import dev.tern.api.RpcException;
import dev.tern.api.spi.DecodeException;
import dev.tern.api.spi.ReadBuffer;
import dev.tern.api.spi.UntypedCodec;
import dev.tern.api.spi.WriteBuffer;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages without a contract: exact, in order, of plain classes, and at a price in proportion. */
class UntypedTest {
  private final UntypedCodec codec = new JsonCodec().untyped().orElseThrow();

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"z\":1,\"a\":[],\"m\":{\"x\":null,\"b\":[true,false,null,[{}]]}}",
      "{\"n\":[0,-0.0,1.50,100,9223372036854775807,-9223372036854775808,9223372036854775808,1E+30,1.0E-7,"
          + "123456789012345678901234567890.123456789]}",
      "{\"\":\"\",\"text\":\"\\u0001\\\"\\\\ ü € 😀\"}"})
  void whatIsReadIsWrittenAsItWas(String json) throws Exception {
    assertThat(codec.print(codec.parse(json))).isEqualTo(json);
    WriteBuffer buffer = new WriteBuffer(16, 1 << 20);
    codec.write(codec.parse(json), buffer);
    assertThat(codec.read(new ReadBuffer(buffer.toByteArray()))).isEqualTo(codec.parse(json));
  }

  @Test
  void onlyPlainClassesAreMade() throws Exception {
    Map<String, ?> message = codec.parse("{\"@type\":\"java.net.URL\",\"long\":1,\"big\":99999999999999999999,"
        + "\"decimal\":1.5,\"list\":[],\"map\":{},\"minus\":-0}");
    assertThat(message.keySet()).containsExactly("@type", "long", "big", "decimal", "list", "map", "minus");
    assertThat(message.values()).map(value -> (Object) value.getClass()).containsExactly(String.class, Long.class,
        BigInteger.class, BigDecimal.class, ArrayList.class, LinkedHashMap.class, Double.class);
  }

  @Test
  void everyKindOfNumberTextAndCollectionCanBeWritten() {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("numbers",
        new Object[] {(byte) 1, (short) 2, 3, 4L, 5.5f, 6.25, new BigDecimal("7.0"), BigInteger.TEN});
    message.put("ints", new int[] {1, 2});
    message.put("text", new StringBuilder("built"));
    message.put("letter", 'x');
    message.put("set", Collections.singleton(Map.of("in", Arrays.asList((Object) null))));
    message.put("nan", Double.NaN);
    assertThat(codec.print(message)).isEqualTo("{\"numbers\":[1,2,3,4,5.5,6.25,7.0,10],\"ints\":[1,2],"
        + "\"text\":\"built\",\"letter\":\"x\",\"set\":[{\"in\":[null]}],\"nan\":\"NaN\"}");
  }

  @Test
  void whatHasNoFormIsRefusedNamingItsPlaceAndNeverItsValue() {
    record Secret(String value) {}

    Map<Object, Object> itself = new LinkedHashMap<>();
    itself.put("again", itself);
    assertThat(refusal(Map.of("outer", List.of(Map.of("inner", new Secret("s3cr3t")))))).startsWith("INVALID_ARGUMENT"
        + " NOT_EXECUTED member inner: a dev.tern.codec.json.UntypedTest$1Secret, for which JSON has no form\n");
    assertThat(refusal(Map.of("map", Map.of(1, 2)))).contains("member map: a key that is no String");
    assertThat(refusal(itself)).contains("nested deeper than 64");
    assertThat(refusal(Map.of("n", new BigDecimal("1E+500")))).contains("member n: a number of more than 1000 digits");
    assertThat(refusal(Map.of("t", "\ud800"))).contains("member t: text with half a surrogate pair");
  }

  private String refusal(Object value) {
    RpcException refused = (RpcException) catchThrowable(() -> codec.print(value));
    return refused.code() + " " + refused.execution() + " " + refused.getMessage();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
      "[1]|an array where an object is expected", "1|a number where an object is expected",
      "''|not JSON, at character 1",
      "{\"a\":1,\"a\":2}|a member sent twice", "{\"a\":tru}|not JSON, at character 8",
      "{\"a\":1|not JSON: it is cut off",
      "{} x|not JSON, at character 4", "{\"a\":1e999}|text too long for a BigDecimal",
      "{} {}|something follows the end of the message"})
  void whatIsNoSuchMessageIsRefusedWithItsPlaceAndNeverQuoted(String json, String told) {
    assertThatThrownBy(() -> codec.parse(json)).isInstanceOf(DecodeException.class).hasMessage(told);
  }

  @Test
  void nestingHasAnEndReadingAndWritingAlike() throws Exception {
    String deepest = "{\"a\":[".repeat(64) + "{}" + "]}".repeat(64);
    assertThat(codec.print(codec.parse(deepest))).isEqualTo(deepest);
    assertThatThrownBy(() -> codec.parse("{\"a\":[" + deepest + "]}")).hasMessage("nested deeper than 64");
    assertThatThrownBy(() -> codec.parse("{\"a\":" + "[".repeat(1_000_000))).isInstanceOf(DecodeException.class);
  }

  @Test
  void changedMessagesAreReadOrRefusedAtAPriceInProportion() throws Exception {
    byte[] sample = ("{\"a\":[1,-2.5,\"text\",null,true,[[],{}]],\"bcd\":{\"e\":{\"f\":[0.1,1E+5,99999999999999999999]}}"
        + ",\"\\u00e4\":\"\\ud83d\\ude00\"}").getBytes(UTF_8);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Random random = new Random(20_261_122);
    int refused = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] frame = changed(sample, random);
      long before = threads.getCurrentThreadAllocatedBytes();
      try {
        codec.read(new ReadBuffer(frame));
      } catch (DecodeException e) {
        refused++;
      }
      assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan((1 << 20) + 64L * frame.length);
    }
    assertThat(refused).isBetween(5_000, 49_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{},", "[],", "1,", "\"\",", "{\"\":1},", "[[1]],", "1.5,", "12345678901234567890,"})
  void longMessagesOfSmallPartsCostNoMoreThanTheyWeigh(String part) {
    byte[] frame = ("{\"a\":[" + part.repeat(200_000) + "0]}").getBytes(UTF_8);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    Throwable thrown = catchThrowable(() -> codec.read(new ReadBuffer(frame)));
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan((1 << 20) + 64L * frame.length);
    assertThat(thrown).satisfiesAnyOf(none -> assertThat(none).isNull(),
        limit -> assertThat(limit).isInstanceOf(DecodeException.class));
  }

  private static byte[] changed(byte[] sample, Random random) {
    byte[] frame = random.nextInt(4) == 0 ? Arrays.copyOf(sample, random.nextInt(sample.length)) : sample.clone();
    for (int i = random.nextInt(3); i >= 0 && frame.length > 0; i--) {
      int at = random.nextInt(frame.length);
      if (random.nextBoolean()) {
        frame[at] = (byte) random.nextInt(256);
      } else {
        frame[at] = sample[random.nextInt(sample.length)];
      }
    }
    return frame;
  }
}
