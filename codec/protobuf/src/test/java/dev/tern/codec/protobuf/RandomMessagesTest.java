package dev.tern.codec.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Parser;
import dev.tern.api.RpcService;
import dev.tern.codec.protobuf.Shapes.Collections;
import dev.tern.codec.protobuf.Shapes.Color;
import dev.tern.codec.protobuf.Shapes.Optionals;
import dev.tern.codec.protobuf.Shapes.Tree;
import dev.tern.codec.protobuf.pb.Scalars;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Messages nobody thought of: protobuf-java reads our bytes, writes the same ones, and we read our values again. */
class RandomMessagesTest {
  @RpcService
  interface Service {
    Optionals optionals(Optionals message);

    Collections collections(Collections message);

    Tree tree(Tree message);
  }

  private final Random random = new Random(42);

  @Test
  void optionals() throws Exception {
    check("optionals", dev.tern.codec.protobuf.pb.Optionals.parser(), () -> new Optionals(
        maybe(random::nextGaussian), maybe(random::nextFloat), maybe(this::number), maybe(this::large),
        maybe(random::nextBoolean), maybe(this::text), maybe(() -> text().getBytes()), maybe(this::color),
        maybe(this::scalars)));
  }

  @Test
  void collections() throws Exception {
    check("collections", dev.tern.codec.protobuf.pb.Collections.parser(), () -> new Collections(
        some(this::number), some(this::large), some(random::nextGaussian), some(random::nextBoolean),
        some(this::text), some(() -> text().getBytes()), some(this::color), some(this::scalars),
        map(this::text, this::number), map(this::large, this::text), map(this::text, this::scalars)));
  }

  @Test
  void trees() throws Exception {
    check("tree", dev.tern.codec.protobuf.pb.Tree.parser(), () -> tree(0));
  }

  private void check(String method, Parser<? extends com.google.protobuf.MessageLite> theirs, Supplier<Object> made)
      throws Exception {
    Wired wired = Wired.of(Service.class, method);
    for (int i = 0; i < 500; i++) {
      Object value = made.get();
      byte[] bytes = wired.request(value);
      assertThat(theirs.parseFrom(bytes).toByteArray()).isEqualTo(bytes);
      Object read = wired.readRequest(bytes).get(0);
      assertThat(read).usingRecursiveComparison(ByteEqualityTest.DEEPLY).isEqualTo(value);
      assertThat(wired.reply(read)).isEqualTo(bytes);
    }
  }

  private <T> T maybe(Supplier<T> value) {
    return random.nextInt(3) == 0 ? null : value.get();
  }

  private <T> List<T> some(Supplier<T> value) {
    return Stream.generate(value).limit(random.nextInt(5)).toList();
  }

  private <K, V> Map<K, V> map(Supplier<K> key, Supplier<V> value) {
    Map<K, V> map = new LinkedHashMap<>();
    IntStream.range(0, random.nextInt(4)).forEach(i -> map.put(key.get(), value.get()));
    return map;
  }

  private Integer number() {
    return random.nextInt() >> random.nextInt(32);
  }

  private Long large() {
    return random.nextLong() >> random.nextInt(64);
  }

  private Color color() {
    return Color.values()[random.nextInt(3)];
  }

  private String text() {
    return random.ints(random.nextInt(200), 0, 0x11_0000)
        .map(c -> c >> random.nextInt(20))
        .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
  }

  private Scalars scalars() {
    return Scalars.newBuilder().setAnInt32(number()).setASint64(large()).setAString(text()).setAFloat(number())
        .setSomeBytes(ByteString.copyFromUtf8(text())).build();
  }

  private Tree tree(int depth) {
    List<Tree> children = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0 && depth < 5; i--) {
      children.add(tree(depth + 1));
    }
    return new Tree(maybe(this::text), children);
  }
}
