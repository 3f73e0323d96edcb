package dev.tern.codec.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.RpcService;
import dev.tern.api.spi.DecodeException;
import dev.tern.codec.protobuf.Shapes.Tree;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two sides whose signatures differ: what is wider or more is read, what is of another kind is refused. */
class OtherSignatureTest {
  /** The same names and paths with other types: how two sides look when one of them was changed alone. */
  @RpcService(name = "demo.Scalars")
  interface Numbers {
    int get(int id);

    long two(String name, long id);

    double real(double value);

    List<Long> many(List<Long> values);
  }

  @RpcService(name = "demo.Scalars")
  interface Texts {
    String get(String id);

    float two(long name, String id);

    String real(Duration value);

    Tree many(Tree values);
  }

  @RpcService(name = "demo.Scalars")
  interface Longs {
    long get(long id);

    long two(String name, long id, Tree more);

    double real(double value);

    long[] many(Set<Long> values);
  }

  private static void refusedOfAnotherType(Class<?> sender, Class<?> receiver, String method, String request,
      String reply, Object result, Object... arguments) {
    String elsewhere = ": the peer's interface has another type there";
    byte[] sent = Wired.of(sender, method).request(arguments);
    assertThatThrownBy(() -> Wired.of(receiver, method).readRequest(sent)).isInstanceOf(DecodeException.class)
        .hasMessage(request + elsewhere);
    byte[] answered = Wired.of(sender, method).reply(result);
    assertThatThrownBy(() -> Wired.of(receiver, method).readReply(answered)).isInstanceOf(DecodeException.class)
        .hasMessage(reply + elsewhere);
  }

  @Test
  void anArgumentOrReplyOfAnotherTypeIsRefusedAndNotReadAsNothing() {
    String number = "a whole number, bool or enum";
    String text = "text, bytes, a message or a list";
    refusedOfAnotherType(Numbers.class, Texts.class, "get", "field 1 of GetRequest: comes as " + number
        + ", declared here is " + text, "field 1 of GetResponse: comes as " + number + ", declared here is " + text,
        7, 7);
    refusedOfAnotherType(Texts.class, Numbers.class, "get", "field 1 of GetRequest: comes as " + text
        + ", declared here is " + number, "field 1 of GetResponse: comes as " + text + ", declared here is " + number,
        "a", "a");
    refusedOfAnotherType(Numbers.class, Texts.class, "two", "field 1 of TwoRequest: comes as " + text
        + ", declared here is " + number, "field 1 of TwoResponse: comes as " + number
        + ", declared here is a float or fixed 32 bits", 7L, "a", 7L);
    refusedOfAnotherType(Texts.class, Numbers.class, "real", "field 1 of RealRequest: comes as " + text
        + ", declared here is a double or fixed 64 bits", "field 1 of RealResponse: comes as " + text
        + ", declared here is a double or fixed 64 bits", "a", Duration.ofSeconds(1));
  }

  @Test
  void whatIsWidenedOrAddedIsReadAsBefore() throws Exception {
    assertThat(Wired.of(Longs.class, "get").readRequest(Wired.of(Numbers.class, "get").request(-7)))
        .containsExactly(-7L);
    assertThat(Wired.of(Numbers.class, "two").readRequest(Wired.of(Longs.class, "two")
        .request("a", 7L, new Tree("more", List.of())))).containsExactly("a", 7L);
    assertThat(Wired.of(Longs.class, "many").readRequest(Wired.of(Numbers.class, "many").request(List.of(1L, 2L))))
        .containsExactly(Set.of(1L, 2L));
    byte[] oneByOne = {8, 1, 8, 2, 18, 1, 'a'}; // as some senders write lists; and a number that nobody has here
    assertThat(Wired.of(Numbers.class, "many").readRequest(oneByOne)).containsExactly(List.of(1L, 2L));
  }
}
