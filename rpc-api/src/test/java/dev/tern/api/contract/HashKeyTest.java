package dev.tern.api.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.HashKey;
import dev.tern.api.RpcService;
import org.junit.jupiter.api.Test;

class HashKeyTest {
  record Order(String id) {}

  @RpcService
  interface Twice {
    String move(@HashKey String from, @HashKey String to);
  }

  @RpcService
  interface Whole {
    String put(@HashKey Order order);
  }

  @RpcService
  interface Inherited<K> {
    String get(Order order, K key);
  }

  @RpcService
  interface Named extends Inherited<String> {}

  @Test
  void onlyOneParameterCanBeTheKey() {
    assertThat(Refusal.of(Twice.class)).contains("to: is a second @HashKey. Mark only one.");
  }

  @Test
  void aWholeMessageIsNoKey() {
    assertThat(Refusal.of(Whole.class)).contains("order: is no @HashKey, which is a plain value or an enum. Mark another one.");
  }

  @Test
  void aTypeVariableCountsAsWhatItStandsFor() {
    assertThat(ServiceContract.of(Named.class).methods().get(0).hashKeyIndex()).isOne();
  }
}
