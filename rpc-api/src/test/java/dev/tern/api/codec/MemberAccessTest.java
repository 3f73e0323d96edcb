package dev.tern.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.RpcService;
import dev.tern.api.contract.MessageType;
import dev.tern.api.contract.ServiceContract;
import dev.tern.api.spi.DecodeException;
import org.junit.jupiter.api.Test;

class MemberAccessTest {
  static class Base {
    private String name = "nobody";
  }

  static final class Bean extends Base {
    private int age = -1;
    private Bean self;
  }

  static final class Angry {
    private int value;

    Angry() {
      throw new IllegalStateException("never");
    }

    int value() {
      return value;
    }
  }

  @RpcService
  interface Service {
    void bean(Bean bean);

    void angry(Angry angry);
  }

  private static MessageType type(String method, Class<?> type) {
    return ServiceContract.of(Service.class).methods().stream().filter(each -> each.name().equals(method)).findFirst()
        .orElseThrow().types().message(type).orElseThrow();
  }

  @Test
  void aBeanCanBeThereBeforeItsMembers() throws Throwable {
    MessageType type = type("bean", Bean.class);
    Bean bean = (Bean) (Object) MemberAccess.creator(type).invokeExact();
    assertThat(bean.age).isEqualTo(-1);
    Object[] members = {"Ada", 36, bean};
    MemberAccess.setter(type).invokeExact((Object) bean, members);
    assertThat(((Base) bean).name).isEqualTo("Ada");
    assertThat(bean.age).isEqualTo(36);
    assertThat(bean.self).isSameAs(bean);
    assertThatThrownBy(() -> MemberAccess.setter(type).invoke((Object) bean, new Object[] {"Ada", null, null}))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void aBeanMadeOfItsMembersIsTheSame() throws Throwable {
    Object[] members = {"Ada", 36, null};
    Bean bean = (Bean) (Object) MemberAccess.maker(type("bean", Bean.class)).invokeExact(members);
    assertThat(((Base) bean).name).isEqualTo("Ada");
    assertThat(bean.age).isEqualTo(36);
  }

  @Test
  void whatAConstructorThrowsComesOutAsItIs() {
    assertThatThrownBy(() -> MemberAccess.creator(type("angry", Angry.class)).invoke())
        .isInstanceOf(IllegalStateException.class).hasMessage("never");
  }

  @Test
  void memoryCountsWithoutANode() throws Exception {
    DecodeBudget budget = new DecodeBudget(0);
    for (int i = 0; i < Limits.NODES + 1; i++) {
      budget.weigh(1);
    }
    assertThatThrownBy(() -> budget.weigh(1 << 20)).isInstanceOf(DecodeException.class)
        .hasMessage("far more memory asked for than the bytes are worth");
  }
}
