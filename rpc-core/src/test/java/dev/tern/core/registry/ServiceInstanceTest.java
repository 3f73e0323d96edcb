package dev.tern.core.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.Endpoint;
import dev.tern.api.ServiceId;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceInstanceTest {
  private static final ServiceInstance FULL = new ServiceInstance("a-1", "demo.Greeting", "blue", "1.2",
      new Endpoint("::1", 9000), 50, 1_700_000_000_000L, "eu-west-1a", List.of("protobuf", "json"),
      Map.of("owner", "Ann \u20ac \"quoted\"", "build", "7"));
  private static final String MINIMAL = "{'id':'a','service':'demo.Greeting','host':'10.0.0.1','port':9000}";

  private static byte[] bytes(String json) {
    return json.replace('\'', '"').getBytes(UTF_8);
  }

  @Test
  void everythingSurvivesTheWayThroughTheRegistry() {
    assertThat(ServiceInstance.fromJson(FULL.toJson())).isEqualTo(FULL);
  }

  @Test
  void theRecordCanBeReadByPeopleAndOtherPrograms() {
    assertThat(new String(FULL.toJson(), UTF_8)).isEqualTo("{\"id\":\"a-1\",\"service\":\"demo.Greeting\","
        + "\"group\":\"blue\",\"version\":\"1.2\",\"host\":\"::1\",\"port\":9000,\"weight\":50,"
        + "\"startedAtMillis\":1700000000000,\"zone\":\"eu-west-1a\",\"codecs\":[\"protobuf\",\"json\"],"
        + "\"metadata\":{\"build\":\"7\",\"owner\":\"Ann \u20ac \\\"quoted\\\"\"}}");
  }

  @Test
  void whatIsLeftOutHasItsDefaultAndGroupAndVersionMatchAny() {
    ServiceInstance instance = ServiceInstance.fromJson(bytes(MINIMAL));

    assertThat(instance).isEqualTo(new ServiceInstance("a", "demo.Greeting", null, null, new Endpoint("10.0.0.1", 9000),
        100, 0, "", List.of(), Map.of()));
    assertThat(instance.serves(new ServiceId("demo.Greeting", "any", "9"))).isTrue();
    assertThat(FULL.serves(new ServiceId("demo.Greeting", "blue", "1.2"))).isTrue();
    assertThat(FULL.serves(new ServiceId("demo.Greeting", "blue", ""))).isFalse();
    assertThat(FULL.serves(ServiceId.of("demo.Greeting"))).isFalse();
  }

  @Test
  void fieldsOfNewerVersionsAreIgnored() {
    String newer = MINIMAL.replace("}", ",'tls':{'names':['a',{'b':null}]},'score':1.5e300}");

    assertThat(ServiceInstance.fromJson(bytes(newer)).id()).isEqualTo("a");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "'id':'a'   | 'id':'a b' | id is out of range (expected: 1 to 128 letters, digits or dashes)",
      "'id':'a'            | 'id':7                  | id is not a string",
      "'id':'a',           |                         | id is missing",
      "'service':'demo.Greeting', |                  | service is missing",
      "'host':'10.0.0.1',  |                         | host is missing",
      "'host':'10.0.0.1'   | 'host':null             | host is not a string",
      "'host':'10.0.0.1'   | 'host':'a b'            | host is neither a host name nor an IP address",
      ",'port':9000        |                         | port is missing",
      "'port':9000         | 'port':'9000'           | port is not a number",
      "'port':9000         | 'port':0                | port: 0 (expected: 1 to 65535)",
      "'port':9000         | 'port':65536            | port: 65536 (expected: 1 to 65535)",
      "'port':9000         | 'port':4294976296       | port: 4294976296 (expected: 1 to 65535)",
      "'port':9000         | 'port':1e400            | port is not a whole number",
      "'port':9000         | 'port':90.5             | port is not a whole number",
      "'port':9000         | 'port':9000,'port':9001 | a field is given twice",
      "'port':9000         | 'port':9000,'weight':-1 | weight: -1 (expected: 0 to 10000)",
      "'port':9000         | 'port':9000,'weight':10001 | weight: 10001 (expected: 0 to 10000)",
      "'port':9000         | 'port':9000,'weight':NaN   | not JSON",
      "'port':9000 | 'port':9000,'startedAtMillis':-5 | startedAtMillis: -5 (expected: 0 to 9223372036854775807)",
      "'port':9000         | 'port':9000,'codecs':'json' | codecs is not an array of strings",
      "'port':9000         | 'port':9000,'codecs':[1]    | codecs is not a string",
      "'port':9000 | 'port':9000,'codecs':['A B'] | codecs is out of range (expected: names in lower snake case)",
      "'port':9000         | 'port':9000,'metadata':{'a':{}} | metadata is not a string",
      "'port':9000         | 'port':9000,'metadata':{'a':'1','a':'2'} | metadata has a key twice",
      "'port':9000         | 'port':9000,            | not JSON",
      "'port':9000}        | 'port':9000             | not JSON",
      "'port':9000}        | 'port':9000}{}          | not JSON",
      "'port':9000}        | 'port':9000} x          | not JSON",
  })
  void aRecordThatIsWrongIsRefusedSayingWhy(String part, @Nullable String wrong, String reason) {
    String json = MINIMAL.replace(part.strip(), wrong == null ? "" : wrong.strip());

    assertThat(json).isNotEqualTo(MINIMAL);
    assertRefused(bytes(json), reason);
  }

  @Test
  void bytesThatAreNoRecordAreRefusedSayingWhy() {
    assertRefused(new byte[0], "not JSON");
    assertRefused(bytes("null"), "not a JSON object");
    assertRefused(bytes("[]"), "not a JSON object");
    assertRefused(new byte[] {'{', '"', (byte) 0xff, '"', '}'}, "not UTF-8");
    assertRefused(bytes(MINIMAL.replace("}", ",'x':'" + "y".repeat(9_000) + "'}")), "longer than 8192 bytes");
    String deep = "[".repeat(3_000) + "]".repeat(3_000);
    assertRefused(bytes(MINIMAL.replace("}", ",'x':" + deep + "}")), "nested too deeply");
  }

  @Test
  void noBytesWhateverMakeTheReaderFailOtherwise() {
    Random random = new Random(7);
    byte[] good = FULL.toJson();
    for (int i = 0; i < 50_000; i++) {
      byte[] mutated = good.clone();
      for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
      }
      try {
        ServiceInstance.fromJson(mutated);
      } catch (IllegalArgumentException refused) {
        assertThat(refused.getMessage()).isNotBlank().hasSizeLessThan(300);
      }
    }
  }

  private static void assertRefused(byte[] record, String reason) {
    assertThatThrownBy(() -> ServiceInstance.fromJson(record)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage(reason);
  }
}
