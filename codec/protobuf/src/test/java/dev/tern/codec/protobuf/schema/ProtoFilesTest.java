package dev.tern.codec.protobuf.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.tern.api.RpcService;
import dev.tern.api.ServiceId;
import dev.tern.api.contract.ContractException;
import dev.tern.api.contract.ServiceContract;
import dev.tern.codec.protobuf.ProtoSchema;
import dev.tern.codec.protobuf.ProtobufCodecFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other languages are given of our interfaces. */
class ProtoFilesTest {
  @TempDir
  private Path directory;

  private static FileDescriptorSet described(Class<?>... services) throws Exception {
    return FileDescriptorSet.parseFrom(new ProtobufCodecFactory().create()
        .describe(Arrays.stream(services).map(ServiceContract::of).toList()).orElseThrow());
  }

  /** Links the set as a reflection client would: in order, with nothing from elsewhere. */
  static Map<String, FileDescriptor> linked(FileDescriptorSet set) throws Exception {
    Map<String, FileDescriptor> files = new HashMap<>();
    for (FileDescriptorProto file : set.getFileList()) {
      FileDescriptor[] imports = file.getDependencyList().stream().map(files::get).toArray(FileDescriptor[]::new);
      assertThat(imports).as("imports of " + file.getName() + " stand before it").doesNotContainNull();
      assertThat(files.put(file.getName(), FileDescriptor.buildFrom(file, imports))).isNull();
    }
    return files;
  }

  /** What protoc makes of our text is what we say of ourselves. */
  private void assertCompiles(Class<?>... services) throws Exception {
    FileDescriptorSet ours = described(services);
    linked(ours);
    FileDescriptorSet theirs = Protoc.compile(directory, ProtoFiles.of(services));
    Map<String, FileDescriptorProto> byName = new HashMap<>();
    theirs.getFileList().forEach(file -> byName.put(file.getName(), file));
    assertThat(ours.getFileList()).extracting(FileDescriptorProto::getName)
        .containsExactlyInAnyOrderElementsOf(byName.keySet());
    for (FileDescriptorProto file : ours.getFileList()) {
      if (ProtoFiles.of(services).containsKey(file.getName())) {
        assertThat(file.toBuilder().clearSourceCodeInfo().build()).isEqualTo(byName.get(file.getName()));
      }
    }
  }

  @Test
  void protocCompilesOddNamesIntoWhatWeDescribe() throws Exception {
    assertCompiles(Odd.services());
  }

  @Test
  void protocCompilesEveryTypeThatCodecsCarryIntoWhatWeDescribe() throws Exception {
    assertCompiles(Class.forName("dev.tern.tck.CodecService"));
  }

  @Test
  void theTextReadsAsIfWrittenByHand() {
    assertThat(ProtoFiles.of(Versions.V1.Users.class)).containsOnlyKeys("demo.proto").hasEntrySatisfying("demo.proto",
        text -> assertThat(text).isEqualTo("""
            // Made from Java interfaces: change those, then export again.
            syntax = "proto3";

            package demo;

            service Users {
              // Fails with Closed (dev.tern.codec.protobuf.schema.Versions.Closed).
              rpc find(FindRequest) returns (User);
              rpc outline(OutlineRequest) returns (OutlineResponse);
              rpc save(User) returns (User);
              rpc search(Filter) returns (SearchResponse);
              rpc watch(WatchRequest) returns (stream User);
            }

            message Circle {
              double radius = 1;
            }

            // Declared error dev.tern.codec.protobuf.schema.Versions.Closed.
            message Closed {
              optional string message = 1;
            }

            message Filter {
              optional string text = 1;
            }

            // Parameters of Users.find.
            message FindRequest {
              int64 id = 1;
              bool deep = 2;
            }

            // Parameters of Users.outline.
            message OutlineRequest {
              Shape shape = 1;
            }

            // Reply of Users.outline.
            message OutlineResponse {
              Shape result = 1;
            }

            // Reply of Users.search.
            message SearchResponse {
              repeated User result = 1;
            }

            message Shape {
              oneof kind {
                Circle circle = 1;
                Square square = 2;
              }
            }

            message Square {
              double side = 1;
            }

            message User {
              int32 id = 1;
              optional string name = 2;
              // Date, such as 2026-11-22.
              optional string birthday = 3;
              repeated Color colors = 4;
              map<string, Color> favourites = 5;
            }

            // Parameters of Users.watch.
            message WatchRequest {
              optional string text = 1;
            }

            enum Color {
              COLOR_RED = 0;
              COLOR_GREEN = 1;
              COLOR_BLUE = 2;
            }
            """));
  }

  @Test
  void whatIsReservedIsReservedForOtherLanguagesToo() throws Exception {
    assertCompiles(Versions.Reserving.Users.class);
    assertThat(ProtoFiles.of(Versions.Reserving.Users.class).get("demo.proto"))
        .contains("message User {\n  reserved 2 to 3;\n  reserved \"birthday\", \"name\";\n  int32 id = 1;\n")
        .contains("message Shape {\n  reserved 1;\n  reserved \"circle\";\n  oneof kind {\n    Square square = 2;\n")
        .contains("message FindRequest {\n  reserved 2;\n  reserved \"deep\";\n  int64 id = 1;\n}");
  }

  @Test
  void theOrderInWhichServicesAreNamedChangesNothing() throws Exception {
    List<Class<?>> services = new ArrayList<>(List.of(Odd.services()));
    Map<String, String> files = ProtoFiles.of(services.toArray(Class<?>[]::new));
    FileDescriptorSet set = described(services.toArray(Class<?>[]::new));
    assertThat(files).containsOnlyKeys("Bare.proto", "odd/google.proto", "odd/v1.proto");
    Collections.reverse(services);
    assertThat(ProtoFiles.of(services.toArray(Class<?>[]::new))).isEqualTo(files);
    assertThat(described(services.toArray(Class<?>[]::new))).isEqualTo(set);
  }

  @Test
  void whoIsAloneInWantingANameHasItAndTheOthersGetLongerOnes() throws Exception {
    FileDescriptor file = linked(described(Odd.services())).get("odd/v1.proto");
    assertThat(file.getMessageTypes()).extracting(type -> type.getName()).contains("AItem", "BItem", "PageOfAItem",
        "PageOfBItem", "PageOfString", "PageOfLong", "Names", "OddOddities", "OdditiesFindRequest",
        "OthersFindRequest", "ItemRequest", "ListOfInteger", "MapOfColorToLong").doesNotHaveDuplicates();
    assertThat(file.findMessageTypeByName("Nested").getFields().subList(0, 3))
        .extracting(field -> field.getMessageType().getName()).containsOnly("ListOfInteger");
  }

  @Test
  void ofAServiceInTwoVersionsOneIsDescribed() {
    ServiceContract one = ServiceContract.of(Odd.Fourth.class);
    ServiceContract two = ServiceContract.of(Odd.Fourth.class, new ServiceId("Bare", "blue", "2"));
    assertThat(ProtoSchema.of(List.of(one, two)).files()).hasSize(1);
    ServiceContract other = ServiceContract.of(OtherBare.class, new ServiceId("Bare", "", "3"));
    assertThatThrownBy(() -> ProtoSchema.of(List.of(one, other))).isInstanceOf(ContractException.class)
        .hasMessage("service Bare is both " + Odd.Fourth.class.getName() + " and " + OtherBare.class.getName()
            + ". Describe them apart: one file can hold one service of a name.");
  }

  @RpcService(name = "Bare")
  interface OtherBare {
    void other();
  }

  @Test
  void whatTheCodecRefusesIsNotDescribedEither() {
    record PickRequest(int x) {}
    @RpcService(name = "odd.Collides")
    interface Collides {
      void pick(int a, PickRequest b);
    }
    assertThatThrownBy(() -> ProtoFiles.of(Collides.class)).isInstanceOf(ContractException.class)
        .hasMessageContaining("message name PickRequest is both");
  }
}
