package dev.tern.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.spi.ReadBuffer;
import dev.tern.api.spi.WriteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small messages as core reads and writes them. */
class WireTest {
  @Test
  void whatIsWrittenIsRead() {
    byte[] message = new WireWriter().number(1, -1).text(2, "größe").bytes(16, new byte[] {0, -1})
        .message(3, new WireWriter().number(1, 300)).toByteArray();
    WireReader reader = new WireReader(message);
    assertThat(reader.next() && reader.isNumber(1)).isTrue();
    assertThat(reader.number()).isEqualTo(-1);
    assertThat(reader.next() && reader.isBytes(2)).isTrue();
    assertThat(reader.text()).isEqualTo("größe");
    assertThat(reader.next() && reader.isBytes(16)).isTrue();
    assertThat(reader.bytes()).containsExactly(0, -1);
    assertThat(reader.next() && reader.isBytes(3)).isTrue();
    WireReader inner = reader.message();
    assertThat(inner.next() && inner.isNumber(1)).isTrue();
    assertThat(inner.number()).isEqualTo(300);
    assertThat(inner.next()).isFalse();
    assertThat(reader.next()).isFalse();
  }

  @Test
  void theBytesAreThoseOfEveryProtobufLibrary() {
    assertThat(new WireWriter().number(1, 150).text(2, "testing").toByteArray())
        .containsExactly(0x08, 0x96, 0x01, 0x12, 7, 't', 'e', 's', 't', 'i', 'n', 'g');
  }

  @Test
  void fieldsOfEveryKindThatNobodyAsksForArePassedOver() {
    byte[] message = {0x08, 1, 0x11, 1, 2, 3, 4, 5, 6, 7, 8, 0x1a, 2, 9, 9, 0x25, 1, 2, 3, 4, 0x2a, 1, 'x'};
    WireReader reader = new WireReader(message);
    String found = "";
    while (reader.next()) {
      if (reader.isBytes(5)) {
        found = reader.text();
      }
    }
    assertThat(found).isEqualTo("x");
  }

  @Test
  void aFieldOfTheRightNumberAndAnotherKindIsAnotherField() {
    WireReader reader = new WireReader(new WireWriter().number(1, 5).toByteArray());
    assertThat(reader.next()).isTrue();
    assertThat(reader.isBytes(1)).isFalse();
  }

  @Test
  void onlyTheMessageInABufferIsRead() {
    byte[] array = {0x0a, 1, 'a', 0x0a, 1, 'b', 0x0a, 1, 'c'};
    WireReader reader = WireReader.of(new ReadBuffer(array, 3, 3));
    assertThat(reader.next()).isTrue();
    assertThat(reader.text()).isEqualTo("b");
    assertThat(reader.next()).isFalse();
  }

  @Test
  void aMessageGoesIntoABufferThatATransportLends() {
    WriteBuffer buffer = new WriteBuffer(1, 1024);
    WireWriter message = new WireWriter().text(1, "longer than the buffer was");
    message.write(buffer);
    assertThat(buffer.toByteArray()).isEqualTo(message.toByteArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "0a 05 61", // four bytes short
      "0a ff ff ff ff 07", // 2 GiB long
      "0a ff ff ff ff ff ff ff ff ff 01", // of a negative length
      "0a", "08", "08 80", "09 01 02", "0d 01", // cut off
      "00 00", // field 0
      "0b 0c", // a group
      "0e", "0f", // kinds that there are not
      "08 80 80 80 80 80 80 80 80 80 80 01", // a number of 77 bits
      "88 80 80 80 80 01 00"}) // a field number of 35 bits
  void bytesThatAreNoMessageAreRefused(String hex) {
    WireReader reader = new WireReader(bytes(hex));
    assertThatThrownBy(() -> {
      while (reader.next()) {
        assertThat(reader.length()).isNotNegative();
      }
    }).isInstanceOf(MalformedMessageException.class);
  }

  @Test
  void aStringThatIsNotUtf8IsRefused() {
    WireReader reader = new WireReader(bytes("0a 02 c3 28"));
    assertThat(reader.next()).isTrue();
    assertThatThrownBy(reader::text).isInstanceOf(MalformedMessageException.class)
        .hasMessage("a string that is not UTF-8");
  }

  @Test
  void anyBytesEitherAreFieldsWithinThemOrAreRefused() {
    Random random = new Random(4);
    int whole = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = new byte[random.nextInt(24)];
      random.nextBytes(bytes);
      try {
        WireReader reader = new WireReader(bytes);
        for (int fields = 0; reader.next(); fields++) {
          assertThat(fields).as(() -> Arrays.toString(bytes)).isLessThan(bytes.length);
        }
        whole++;
      } catch (MalformedMessageException e) {
        // as it should be
      }
    }
    assertThat(whole).isBetween(1_000, 49_000);
  }

  private static byte[] bytes(String hex) {
    String[] parts = hex.split(" ");
    byte[] bytes = new byte[parts.length];
    for (int i = 0; i < parts.length; i++) {
      bytes[i] = (byte) Integer.parseInt(parts[i], 16);
    }
    return bytes;
  }
}
