package dev.tern.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.RpcService;
import dev.tern.api.UnknownFields;
import dev.tern.api.UnknownValue;
import dev.tern.api.contract.MessageType;
import dev.tern.api.contract.ServiceContract;
import java.lang.invoke.MethodHandle;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnknownsTest {
  enum Plain { A, B }

  enum Marked { A, @UnknownValue OTHER, B { } }

  @Test
  void constantsAreFoundByNumberAndNameAndTheMarkedOneStandsForAllOthers() {
    EnumConstants plain = EnumConstants.of(Plain.class);
    assertThat(plain.byNumber(1)).isEqualTo(Plain.B);
    assertThat(plain.byName("A")).isEqualTo(Plain.A);
    for (int number : new int[] {-1, 2, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      assertThat(plain.byNumber(number)).isNull();
    }
    assertThat(plain.byName("a")).isNull();
    EnumConstants marked = EnumConstants.of(Marked.class);
    assertThat(marked.type()).isEqualTo(Marked.class);
    assertThat(marked.byNumber(2)).isEqualTo(Marked.B);
    assertThat(marked.byName("B")).isEqualTo(Marked.B);
    assertThat(marked.byNumber(3)).isEqualTo(Marked.OTHER);
    assertThat(marked.byName("")).isEqualTo(Marked.OTHER);
  }

  record Keeping(int a, UnknownFields unknown, String b) {}

  record First(UnknownFields unknown, long a) {}

  @RpcService
  interface Service {
    First call(Keeping x);
  }

  private static MessageType type(Class<?> type) {
    return ServiceContract.of(Service.class).methods().get(0).types().message(type).orElseThrow();
  }

  @Test
  void aRecordThatKeepsUnknownFieldsIsMadeWithThemOrWithNone() throws Throwable {
    UnknownFields some = UnknownFields.of(new byte[] {8, 1});
    MethodHandle keeping = MemberAccess.keepingMaker(type(Keeping.class));
    assertThat((Object) keeping.invokeExact(new Object[] {7, "b", some})).isEqualTo(new Keeping(7, some, "b"));
    MethodHandle without = MemberAccess.maker(type(Keeping.class));
    assertThat((Object) without.invokeExact(new Object[] {7, "b"}))
        .isEqualTo(new Keeping(7, UnknownFields.NONE, "b"));
    MethodHandle first = MemberAccess.keepingMaker(type(First.class));
    assertThat((Object) first.invokeExact(new Object[] {5L, some})).isEqualTo(new First(some, 5));
    assertThat((UnknownFields) MemberAccess.unknownFieldsGetter(type(First.class)).invokeExact(new First(some, 5)))
        .isSameAs(some);
    assertThat((int) MemberAccess.getter(type(Keeping.class), 0).invokeExact(new Keeping(7, some, "b"))).isEqualTo(7);
    assertThat((String) MemberAccess.getter(type(Keeping.class), 1).invokeExact(new Keeping(7, some, "b")))
        .isEqualTo("b");
  }

  @Test
  void unknownFieldsAreEqualByContentImmutableAndSilent() {
    byte[] bytes = {8, 42};
    UnknownFields fields = UnknownFields.of(bytes);
    bytes[1] = 0;
    assertThat(fields).isEqualTo(UnknownFields.of(new byte[] {8, 42})).isNotEqualTo(UnknownFields.of(bytes))
        .hasSameHashCodeAs(UnknownFields.of(new byte[] {8, 42})).hasToString("UnknownFields[2 bytes]");
    byte[] copy = new byte[4];
    fields.copyTo(copy, 1);
    assertThat(copy).containsExactly(0, 8, 42, 0);
    assertThat(fields.size()).isEqualTo(2);
    assertThat(fields.isEmpty()).isFalse();
    assertThat(UnknownFields.of(new byte[0])).isSameAs(UnknownFields.NONE);
    assertThat(List.of(UnknownFields.NONE.isEmpty(), UnknownFields.NONE.size() == 0)).containsOnly(true);
    assertThatThrownBy(() -> UnknownFields.of(null)).isInstanceOf(NullPointerException.class).hasMessage("bytes");
  }
}
