package dev.tern.api.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import org.junit.jupiter.api.Test;

class WriteBufferTest {
  @Test
  void fillsAtTheBackInOrder() {
    WriteBuffer buffer = new WriteBuffer(4, 1000);
    for (int i = 0; i < 100; i++) {
      append(buffer, i);
    }

    assertThat(buffer.size()).isEqualTo(100);
    assertThat(buffer.toByteArray()).startsWith(0, 1, 2).endsWith(98, 99);
  }

  @Test
  void fillsAtTheFrontInReverse() {
    WriteBuffer buffer = new WriteBuffer(4, 1000);
    for (int i = 0; i < 100; i++) {
      prepend(buffer, i);
    }

    assertThat(buffer.toByteArray()).startsWith(99, 98).endsWith(1, 0).hasSize(100);
  }

  @Test
  void clearedItServesTheNextMessageEitherWay() {
    WriteBuffer buffer = new WriteBuffer(8, 1000);
    append(buffer, 1);
    buffer.clear();
    assertThat(buffer.size()).isZero();
    prepend(buffer, 2);
    assertThat(buffer.toByteArray()).containsExactly(2);
    buffer.clear();
    append(buffer, 3);
    assertThat(buffer.toByteArray()).containsExactly(3);
  }

  @Test
  void takesAMessageUpToItsLimitAndNoLonger() {
    for (boolean front : new boolean[] {true, false}) {
      WriteBuffer buffer = new WriteBuffer(16, 1000);
      for (int i = 0; i < 1000; i++) {
        put(buffer, i, front);
      }
      assertThat(buffer.size()).isEqualTo(1000);
      assertThatThrownBy(() -> {
        for (int i = 0; i < 100; i++) { // a little slack is there for what a writer reserves and does not use
          put(buffer, i, front);
        }
      }).isInstanceOfSatisfying(RpcException.class, refused -> {
        assertThat(refused.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(refused.execution()).isEqualTo(Execution.NOT_EXECUTED);
        assertThat(refused).hasMessage(
            "message larger than 1000 bytes\n  Raise maxMessageBytes on both sides, or send less at once.");
      });
    }
  }

  private static void put(WriteBuffer buffer, int value, boolean front) {
    if (front) {
      prepend(buffer, value);
    } else {
      append(buffer, value);
    }
  }

  private static void append(WriteBuffer buffer, int value) {
    buffer.reserveBack(1);
    buffer.array()[buffer.end()] = (byte) value;
    buffer.end(buffer.end() + 1);
  }

  private static void prepend(WriteBuffer buffer, int value) {
    buffer.reserveFront(1);
    buffer.array()[buffer.start() - 1] = (byte) value;
    buffer.start(buffer.start() - 1);
  }
}
