package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.Code;
import dev.tern.api.Execution;
import dev.tern.api.RpcException;
import dev.tern.api.RpcService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** JSON calls arguments by name, and a side that was compiled without names calls them otherwise. */
class ParameterNamesTest {
  @RpcService(name = "demo.Shop")
  interface Shop {
    String buy(String sku, int count);
  }

  /** As the compiler leaves it without its option {@code -parameters}. */
  @RpcService(name = "demo.Shop")
  interface NamelessShop {
    String buy(String arg0, int arg1);
  }

  private final World world = new World();

  @AfterEach
  void close() throws Exception {
    world.close();
  }

  @Test
  void argumentsOfOtherNamesAreRefusedRatherThanLost() {
    world.serve((Shop) (sku, count) -> sku + count);
    assertThat(world.client(builder -> builder.codec("json")).create(Shop.class).buy("x", 5)).isEqualTo("x5");
    RpcException refused = Failing.call(() -> world.client(builder -> builder.codec("json").cluster("failfast"))
        .create(NamelessShop.class).buy("x", 5));
    assertThat(refused.code()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(refused.execution()).isEqualTo(Execution.NOT_EXECUTED);
    assertThat(refused).hasMessageContaining("no member of it is known here (expected: sku, count)")
        .hasMessageContaining("-parameters");
    assertThat(world.client().create(NamelessShop.class).buy("x", 5)).as("numbers, not names").isEqualTo("x5");
  }
}
