package dev.tern.codec.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.api.RpcService;
import dev.tern.api.spi.DecodeException;
import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a type gets code of its own, where that code lives, and what happens where it cannot be made. */
class CompilationTest {
  private record Secret(int number, List<String> texts) {
    Secret {
      if (number < 0) {
        throw new IllegalArgumentException("negative: " + number);
      }
    }
  }

  @RpcService
  interface Service {
    Secret secret(Secret secret);
  }

  @TempDir
  Path directory;

  @Test
  void aTypeIsCompiledBesideTheCallsOnceAThousandMessagesHaveTravelled() throws Exception {
    ProtobufCodec codec = new ProtobufCodec();
    Wired wired = Wired.of(codec, Service.class, "secret");
    byte[] bytes = wired.request(new Secret(1, List.of("a")));
    for (int i = 1; i < 999; i++) {
      wired.readRequest(bytes);
    }
    MessageMapping mapping = codec.mappings().iterator().next();
    assertThat(mapping.uses()).isEqualTo(999);
    assertThat(mapping.isCompiled()).isFalse();
    wired.readRequest(bytes);
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!mapping.isCompiled() && System.nanoTime() < end) {
      assertThat(wired.readRequest(bytes)).containsExactly(new Secret(1, List.of("a")));
    }
    assertThat(mapping.isCompiled()).isTrue();
    assertThat(wired.readRequest(bytes)).containsExactly(new Secret(1, List.of("a")));
    assertThat(wired.request(new Secret(1, List.of("a")))).isEqualTo(bytes);
  }

  @Test
  void privateTypesAreCompiledAndTheirConstructorsSpeakForThemselves() {
    ProtobufCodec codec = new ProtobufCodec(Compilation.atOnce());
    Wired wired = Wired.of(codec, Service.class, "secret");
    assertThatThrownBy(() -> wired.readRequest(new byte[] {
        8, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1})).isInstanceOf(DecodeException.class)
        .hasMessage("Secret refuses its values: IllegalArgumentException").hasNoCause();
    assertThat(codec.mappings()).allMatch(MessageMapping::isCompiled);
  }

  @Test
  void aMessageReadInPartsWhileItsTypeIsCompiledIsFinishedAsItBegan() throws Exception {
    ProtobufCodec codec = new ProtobufCodec(new Compilation(2, Runnable::run));
    Wired wired = Wired.of(codec, Service.class, "secret");
    byte[] bytes = wired.request(new Secret(7, List.of("a")));
    MessageMapping mapping = codec.mappings().iterator().next();
    ProtobufCodec fresh = new ProtobufCodec(new Compilation(2, Runnable::run));
    Wired.of(fresh, Service.class, "secret");
    MessageMapping swapped = fresh.mappings().iterator().next();
    Object pending = swapped.merge(new ProtoReader(Wired.padded(bytes)), null);
    assertThat(swapped.isCompiled()).isFalse();
    Object other = swapped.merge(new ProtoReader(Wired.padded(bytes)), null);
    assertThat(swapped.isCompiled()).isTrue();
    for (Object begun : List.of(pending, other)) {
      Object parts = swapped.merge(new ProtoReader(Wired.padded(bytes)), begun);
      assertThat(swapped.finish(parts)).isEqualTo(new Secret(7, List.of("a", "a")));
    }
    assertThat(mapping.uses()).isEqualTo(1);
  }

  @Test
  void aTypeWithMoreFieldsThanOneMethodHoldsStaysWithHandles() throws Exception {
    String members = IntStream.rangeClosed(1, 250).mapToObj(i -> "String member" + i).collect(Collectors.joining(", "));
    ProtobufCodec codec = new ProtobufCodec(Compilation.atOnce());
    try (URLClassLoader loader = compiled("public record Message(" + members + ") {}")) {
      Wired wired = Wired.of(codec, loader.loadClass("Service"), "send");
      byte[] bytes = {10, 1, 'a', (byte) 0xd2, 0xf, 1, 'z'};
      Object read = wired.readRequest(bytes).get(0);
      assertThat(read.toString()).startsWith("Message[member1=a, member2=null").endsWith("member250=z]");
      assertThat(wired.request(read)).isEqualTo(bytes);
    }
    assertThat(codec.mappings()).hasSize(1).noneMatch(MessageMapping::isCompiled);
  }

  @Test
  void typesOfALoaderThatKnowsNoCodecAreCompiledAndGoWithTheCodecThatServedThem() throws Exception {
    WeakReference<ClassLoader> gone = use();
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (gone.get() != null && System.nanoTime() < end) {
      System.gc();
    }
    assertThat(gone.get()).isNull();
  }

  private WeakReference<ClassLoader> use() throws Exception {
    ProtobufCodec codec = new ProtobufCodec(Compilation.atOnce());
    try (URLClassLoader loader = compiled("public record Message(int number, java.util.List<Message> more) {}")) {
      Wired wired = Wired.of(codec, loader.loadClass("Service"), "send");
      Object read = wired.readRequest(new byte[] {8, 1, 18, 2, 8, 5}).get(0);
      assertThat(read).hasToString("Message[number=1, more=[Message[number=5, more=[]]]]");
      assertThat(codec.mappings()).allMatch(MessageMapping::isCompiled);
      return new WeakReference<>(loader);
    }
  }

  /** Types as an application brings them, in a class loader that shows them the contracts and nothing else of ours. */
  private URLClassLoader compiled(String message) throws IOException {
    Path service = Files.writeString(directory.resolve("Service.java"),
        "@dev.tern.api.RpcService public interface Service { void send(Message message); }");
    Path record = Files.writeString(directory.resolve("Message.java"), message);
    String api = List.of(System.getProperty("java.class.path").split(File.pathSeparator)).stream()
        .collect(Collectors.joining(File.pathSeparator));
    assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, "-proc:none", "-parameters", "-cp", api, "-d",
        directory.toString(), service.toString(), record.toString())).isZero();
    return new URLClassLoader(new URL[] {url(directory)}, new ClassLoader(null) {
      @Override
      protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (name.startsWith("dev.tern.codec.")) {
          throw new ClassNotFoundException(name);
        }
        return Class.forName(name, false, CompilationTest.class.getClassLoader());
      }
    });
  }

  private static URL url(Path path) throws MalformedURLException {
    return path.toUri().toURL();
  }
}
