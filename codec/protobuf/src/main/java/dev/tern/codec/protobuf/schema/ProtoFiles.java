package dev.tern.codec.protobuf.schema;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import dev.tern.api.contract.ContractException;
import dev.tern.api.contract.ServiceContract;
import dev.tern.codec.protobuf.ProtoSchema;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The {@code .proto} files of annotated interfaces, for clients in other languages: what protoc compiles from them
 * reads and writes the same bytes.
 */
public final class ProtoFiles {
  private ProtoFiles() {}

  /**
   * Describes interfaces, all that are offered together in one call. Files that generated messages come from are
   * imported, not printed: their sources exist already.
   *
   * @param services interfaces with {@code @RpcService}
   * @return the text of each file by its name, such as {@code com/acme/shop.proto} for package {@code com.acme.shop};
   *     sorted, unmodifiable
   * @throws ContractException naming what cannot be carried, and what to do
   */
  public static Map<String, String> of(Class<?>... services) {
    return of(schema(services));
  }

  static Map<String, String> of(ProtoSchema schema) {
    Map<String, String> texts = new TreeMap<>();
    for (FileDescriptorProto file : schema.files()) {
      if (schema.described().contains(file.getName())) {
        texts.put(file.getName(), ProtoPrinter.print(file, schema.files()));
      }
    }
    return Collections.unmodifiableMap(texts);
  }

  static ProtoSchema schema(Class<?>... services) {
    return ProtoSchema.of(Arrays.stream(services).map(ServiceContract::of).toList());
  }
}
