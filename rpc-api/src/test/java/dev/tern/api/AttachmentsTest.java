package dev.tern.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AttachmentsTest {
  private static final AttachmentKey<String> TOKEN = AttachmentKey.of("token");
  private static final AttachmentKey<String> TRACE = AttachmentKey.of("trace").persistent();

  @Test
  void attachmentsNeverShowTheirValues() {
    Attachments attachments = Attachments.empty().with(TOKEN, "s3cret");

    assertThat(attachments.get(TOKEN)).isEqualTo("s3cret");
    assertThat(attachments).hasToString("Attachments[token]");
    for (String unfit : List.of("s3crét", " s3cret", "s3cret ", "s3cret\n", "s3cr\u0000et", "s3cret".repeat(700))) {
      assertThatThrownBy(() -> attachments.with(TOKEN, unfit)).isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("attachment token").hasMessageNotContaining("s3cr");
    }
    assertThatThrownBy(() -> received(Map.of("token", "s3cret")).get(AttachmentKey.ofLong("token")))
        .isInstanceOf(RpcException.class).hasNoCause()
        .hasToString("dev.tern.api.RpcException: INVALID_ARGUMENT: attachment token: its value cannot be read");
  }

  @Test
  void valuesOfEveryTypeTravelAsText() {
    AttachmentKey<Long> quota = AttachmentKey.ofLong("quota");
    AttachmentKey<Boolean> dry = AttachmentKey.ofBoolean("dry");
    AttachmentKey<UUID> order = AttachmentKey.of("order", UUID::toString, UUID::fromString);
    UUID id = UUID.fromString("6f1c1f2e-3c25-4ac8-8a4c-8f5d1ad5f1c5");
    Map<String, String> wire = wire(Attachments.empty().with(quota, -42L).with(dry, true).with(order, id));

    assertThat(wire).isEqualTo(Map.of("quota", "-42", "dry", "true", "order", id.toString()));
    assertThat(received(wire).get(quota)).isEqualTo(-42L);
    assertThat(received(wire).get(dry)).isTrue();
    assertThat(received(wire).get(order)).isEqualTo(id);
    assertThatThrownBy(() -> received(Map.of("dry", "TRUE")).get(dry)).isInstanceOf(RpcException.class);
    assertThat(received(Map.of()).get(quota)).isNull();
  }

  @Test
  void whatWasReceivedIsReadButNotSentOnUnlessItIsPersistent() {
    Attachments received = received(Map.of("trace", "t1", "token", "s3cret", "tern-persistent", "trace"));

    assertThat(received.get(TOKEN)).isEqualTo("s3cret");
    assertThat(received.isEmpty()).isTrue();
    assertThat(wire(received.with(AttachmentKey.of("own"), "x"))).isEqualTo(Map.of("own", "x"));
    assertThat(wire(received.forwarded())).isEqualTo(Map.of("trace", "t1"));
    assertThat(received.forwarded().persistentNames()).isEqualTo("trace");
    assertThat(wire(received.with(TRACE, "t2").forwarded())).isEqualTo(Map.of("trace", "t2"));
    assertThat(wire(received.with(AttachmentKey.of("trace"), "t2").forwarded())).as("replaced by a transient one")
        .isEmpty();
  }

  @Test
  void namesOfTheWireAreNoAttachments() {
    for (String name : List.of("", "Upper", "grpc-timeout", "tern-group", "data-bin", "te", "content-type", "a b",
        "a,b", ":path", "keep-alive", "a".repeat(65))) {
      assertThatThrownBy(() -> AttachmentKey.of(name)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> AttachmentKey.of("authorization").persistent()).hasMessage("attachment authorization:"
        + " a credential cannot be persistent, or every provider behind the one it is meant for would get it."
        + " Let each hop send its own.");
  }

  @Test
  void bytesTravelAsBase64AndCountAsThat() {
    AttachmentKey<byte[]> sum = AttachmentKey.ofBytes("sum-bin");
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    Attachments attached = Attachments.empty().with(sum, all);
    Map<String, String> wire = wire(attached);
    byte first = all[0]++; // it was copied
    assertThat(wire.get("sum-bin")).isEqualTo(Base64.getEncoder().withoutPadding().encodeToString(attached.get(sum)))
        .hasSize(342);
    assertThat(attached.get(sum)).startsWith(first).hasSize(256);
    assertThat(attached.bytes()).isEqualTo(7 + 342 + 32);
    assertThat(received(wire).get(sum)).startsWith(0, 1, 2).endsWith(254, 255).isNotSameAs(attached.get(sum));
    assertThat(received(Map.of("sum-bin", "/w==")).get(sum)).as("padded").containsExactly(255);
    assertThat(received(Map.of("sum-bin", "")).get(sum)).isEmpty();
    assertThat(attached).hasToString("Attachments[sum-bin]");
    Attachments.empty().with(sum, new byte[3072]);
    assertThatThrownBy(() -> Attachments.empty().with(sum, new byte[3073])).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("attachment sum-bin: its value cannot travel (expected: at most 3072 bytes, 4096 as Base64)");
    assertThatThrownBy(() -> received(Map.of("sum-bin", "s3cret!")).get(sum)).isInstanceOf(RpcException.class).hasNoCause()
        .hasMessage("attachment sum-bin: its value cannot be read");
  }

  @Test
  void bytesGoOnUnderAPersistentKeyIfTheyAreBase64() {
    AttachmentKey<byte[]> sum = AttachmentKey.ofBytes("sum-bin").persistent();
    Attachments sent = Attachments.empty().with(sum, new byte[] {-1, 0});
    assertThat(sent.persistentNames()).isEqualTo("sum-bin");
    assertThat(received(Map.of("sum-bin", "/wA", "tern-persistent", "sum-bin")).forwarded().get(sum)).containsExactly(-1, 0);
    assertThat(received(Map.of("sum-bin", "/wA!", "tern-persistent", "sum-bin")).forwarded().isEmpty()).isTrue();
  }

  @Test
  void namesOfBytesEndWithBinAndNoOthersDo() {
    for (String name : List.of("sum", "", "-BIN", "grpc-trace-bin", "tern-x-bin", "a b-bin", "a".repeat(61) + "-bin")) {
      assertThatThrownBy(() -> AttachmentKey.ofBytes(name)).isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("\"" + name + "\" (expected of bytes: one that ends with -bin");
    }
    assertThatThrownBy(() -> AttachmentKey.ofLong("sum-bin")).isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("*-bin is for ofBytes)");
  }

  @Test
  void junkInTheListOfPersistentOnesIsLeftOut() {
    Map<String, String> wire = new LinkedHashMap<>(Map.of("grpc-timeout", "9H", "tern-group", "x", "authorization", "a",
        "cookie", "c", "Upper", "u", "key-bin", "AAAA=A", "content-type", "t", "good", "g"));
    wire.put("bad-value", "caf\u00e9");
    wire.put("spaced", " v ");
    wire.put("long", "v".repeat(4097));
    wire.put("tern-persistent", ",grpc-timeout,tern-group,tern-persistent,authorization,cookie,Upper,key-bin,"
        + "content-type,:path,,absent,bad-value,spaced,long, good ,good");
    Attachments forwarded = received(wire).forwarded();
    assertThat(wire(forwarded)).isEqualTo(Map.of("good", "g"));
    assertThat(forwarded.persistentNames()).isEqualTo("good");
  }

  @Test
  void tenThousandNamesAreNotEvenRead() {
    String names = IntStream.range(0, 10_000).mapToObj(i -> "n" + i).collect(Collectors.joining(","));
    List<String> asked = new ArrayList<>();
    Attachments forwarded = Attachments.received(name -> {
      asked.add(name);
      return name.equals("tern-persistent") ? names : "v";
    }).forwarded();
    assertThat(asked).hasSizeLessThan(70);
    assertThat(forwarded.bytes()).isLessThanOrEqualTo(2048);
    assertThat(wire(forwarded)).containsEntry("n0", "v").hasSizeBetween(50, 64);
  }

  @Test
  void whatIsForwardedLeavesRoomForWhatIsAdded() {
    Map<String, String> wire = new LinkedHashMap<>();
    IntStream.range(0, 60).forEach(i -> wire.put("n" + i, "v".repeat(1000)));
    wire.put("tern-persistent", String.join(",", wire.keySet()));
    Attachments forwarded = received(wire).forwarded();
    assertThat(forwarded.bytes()).isBetween(1000, 2048);
    assertThat(forwarded.with(TOKEN, "x".repeat(4000)).bytes()).isLessThanOrEqualTo(6144);
    assertThatThrownBy(() -> forwarded.with(TRACE, "x".repeat(1100))).hasMessageMatching("attachment trace: with it there"
        + " are \\d+ bytes of persistent attachments \\(expected: at most 2048, those that the caller sent included\\)\\."
        + " Make it transient, or put it into an argument\\.");
  }

  @Test
  void manySmallOnesCountWhatTheirHeadersTake() {
    Attachments all = Attachments.empty();
    int count = 0;
    while (true) {
      Attachments before = all;
      AttachmentKey<String> next = AttachmentKey.of("k" + count);
      if (before.bytes() + next.name().length() + 33 > 6144) {
        assertThatThrownBy(() -> before.with(next, "v")).hasMessageContaining("attachment k" + count + ": with it there are ")
            .hasMessageContaining("0 are persistent").hasMessageEndingWith("Put what is so long into an argument.");
        break;
      }
      all = before.with(next, "v");
      count++;
    }
    assertThat(count).isBetween(150, 180);
  }

  @Test
  void whatWasKeptIsMadeAgainAsItWas() {
    Attachments kept = Attachments.empty().with(TOKEN, "t").with(TRACE, "a b").with(FailbackKeys.IDEMPOTENCY_KEY, "k-1");

    Attachments again = Attachments.restored(wire(kept), kept.persistentNames());

    assertThat(wire(again)).isEqualTo(wire(kept));
    assertThat(again.persistentNames()).isEqualTo("trace");
    assertThat(again.get(FailbackKeys.IDEMPOTENCY_KEY)).isEqualTo("k-1");
    assertThat(again.forwarded().get(TRACE)).isEqualTo("a b");
    assertThatThrownBy(() -> Attachments.restored(Map.of("token", "s3cr\n"), null))
        .isInstanceOf(IllegalArgumentException.class).hasMessageNotContaining("s3cr");
  }

  @Test
  void credentialsCanBeLeftOut() {
    AttachmentKey<String> bearer = AttachmentKey.of("authorization");
    Attachments attachments = Attachments.empty().with(bearer, "s3cret").with(TRACE, "t");

    assertThat(wire(attachments.withoutCredentials())).containsExactly(Map.entry("trace", "t"));
    assertThat(attachments.withoutCredentials().persistentNames()).isEqualTo("trace");
    assertThat(attachments.get(bearer)).isEqualTo("s3cret");
  }

  private static Attachments received(Map<String, String> wire) {
    return Attachments.received(wire::get);
  }

  private static Map<String, String> wire(Attachments attachments) {
    Map<String, String> wire = new LinkedHashMap<>();
    attachments.forEach(wire::put);
    return wire;
  }
}
