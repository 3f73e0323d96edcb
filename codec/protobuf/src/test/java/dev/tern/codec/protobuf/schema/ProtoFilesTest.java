package dev.tern.codec.protobuf.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.tern.api.contract.ContractException;
import dev.tern.api.contract.ServiceContract;
import dev.tern.api.RpcService;
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
    System.out.println(ProtoFiles.of(Class.forName("dev.tern.tck.CodecService")));
  }
}
