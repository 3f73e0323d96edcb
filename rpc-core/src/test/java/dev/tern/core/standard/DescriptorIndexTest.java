package dev.tern.core.standard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.core.wire.MalformedMessageException;
import dev.tern.core.wire.WireReader;
import dev.tern.core.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How descriptors are found. Those of real services are looked up in integration-tests. */
class DescriptorIndexTest {
  private static WireWriter named(String name) {
    return new WireWriter().text(1, name);
  }

  /** A file that imports others; its fields stand in an order that protoc would not choose. */
  private static byte[] file(String name, String... imports) {
    String base = name.replace(".proto", "");
    WireWriter file = new WireWriter();
    WireWriter inner = named("Inner").message(4, named("Kind"));
    file.message(4, new WireWriter().message(3, inner).text(1, "Outer").message(6, extension("inside", "." + base
        + ".Outer", 101)));
    file.message(5, named("Color")).message(6, named("Service").message(2, named("call")));
    file.message(7, extension("outside", ".elsewhere.Base", 7)).text(2, base).text(1, name);
    for (String imported : imports) {
      file.text(3, imported);
    }
    return file.toByteArray();
  }

  private static WireWriter extension(String name, String extended, int number) {
    return named(name).text(2, extended).number(3, number);
  }

  private static DescriptorIndex index(byte[]... files) {
    return new DescriptorIndex(List.of(Described.setOf(List.of(files))));
  }

  private static List<String> files(byte @Nullable [] response) {
    assertThat(response).isNotNull();
    List<String> names = new ArrayList<>();
    WireReader reader = new WireReader(response);
    while (reader.next()) {
      WireReader file = reader.message();
      while (file.next()) {
        if (file.isBytes(1)) {
          names.add(file.text());
        }
      }
    }
    return names;
  }

  @Test
  void everyNameThatAFileDeclaresLeadsToIt() {
    DescriptorIndex index = index(file("a.proto"), file("b.proto"));
    for (String name : List.of("Outer", "Outer.Inner", "Outer.Inner.Kind", "Color", "Service", "Service.call",
        "Outer.inside", "outside")) {
      assertThat(files(index.fileOfSymbol("a." + name))).as(name).containsExactly("a.proto");
      assertThat(files(index.fileOfSymbol(".b." + name))).as(name).containsExactly("b.proto");
    }
    for (String name : List.of("", "a", "Outer", "a.Inner", "a.call", "a.Service.other", "a.Outer.")) {
      assertThat(index.fileOfSymbol(name)).as(name).isNull();
    }
  }

  @Test
  void aFileComesFirstAndThenAllItImportsOnceEach() {
    DescriptorIndex index = index(file("d.proto"), file("b.proto", "d.proto"), file("c.proto", "d.proto"),
        file("a.proto", "b.proto", "c.proto", "unknown.proto"));
    assertThat(files(index.file("a.proto"))).containsExactly("a.proto", "b.proto", "c.proto", "d.proto");
    assertThat(files(index.file("d.proto"))).containsExactly("d.proto");
    assertThat(index.file("unknown.proto")).isNull();
  }

  @Test
  void filesThatImportEachOtherAreNoTrap() {
    assertThat(files(index(file("a.proto", "b.proto"), file("b.proto", "a.proto")).file("a.proto")))
        .containsExactly("a.proto", "b.proto");
  }

  @Test
  void extensionsAreFoundByWhatTheyExtendAndTheirNumber() {
    DescriptorIndex index = index(file("a.proto"), file("b.proto"));
    assertThat(files(index.fileOfExtension("a.Outer", 101))).containsExactly("a.proto");
    assertThat(files(index.fileOfExtension("elsewhere.Base", 7))).containsExactly("a.proto");
    assertThat(index.fileOfExtension("a.Outer", 7)).isNull();
    assertThat(index.extensionNumbers("b.Outer")).containsExactly(101);
    assertThat(index.extensionNumbers("elsewhere.Base")).containsExactly(7);
    assertThat(index.extensionNumbers("a.Outer.Inner")).isEmpty();
    assertThat(index.extensionNumbers("a.Color")).as("no message").isNull();
  }

  @Test
  void ofTwoFilesWithOneNameTheFirstStands() {
    byte[] other = named("a.proto").text(2, "other").message(4, named("New")).toByteArray();
    DescriptorIndex index = index(file("a.proto"), other);
    assertThat(index.fileOfSymbol("other.New")).isNull();
    assertThat(index.fileOfSymbol("a.Outer")).isNotNull();
  }

  @Test
  void bytesThatAreNoDescriptorsAreRefused() {
    assertThatThrownBy(() -> index(new byte[] {0x0a, 9, 'a'})).isInstanceOf(MalformedMessageException.class);
  }
}
