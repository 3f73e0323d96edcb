package dev.tern.codec.protobuf;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import dev.tern.api.contract.ContractException;
import dev.tern.api.contract.ServiceContract;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What services look like in Protobuf: one file for each package they are named in, with every message they reach, and
 * the files these import. It follows from the services alone, whatever their order.
 *
 * @param files each after those it imports; comments stand in their source info
 * @param described names of the files that describe the services; all others are imported
 * @param wrappers full names of the messages made around parameters and replies
 * @param forms by full name of a field: what its values must look like beyond its Protobuf type, such as {@code
 *     LocalDate} for a string; fields of map entries too
 * @param errors by full name of a method ({@code demo.Shop/buy}): its declared errors, the full name of their message
 *     by their name on the wire
 */
public record ProtoSchema(List<FileDescriptorProto> files, Set<String> described, Set<String> wrappers,
    Map<String, String> forms, Map<String, Map<String, String>> errors) {
  public ProtoSchema {
    files = List.copyOf(files);
    described = Set.copyOf(described);
    wrappers = Set.copyOf(wrappers);
    forms = Map.copyOf(forms);
    errors = Map.copyOf(errors);
  }

  /**
   * Describes services. One that is given twice, in two groups or versions, is described once.
   *
   * @throws ContractException naming what Protobuf cannot carry or describe, and what to do
   */
  public static ProtoSchema of(List<ServiceContract> services) {
    Map<String, Map<String, ServiceContract>> packages = new TreeMap<>();
    for (ServiceContract service : services) {
      String name = service.id().name();
      ServiceContract twin = packages.computeIfAbsent(packageOf(name), key -> new TreeMap<>())
          .putIfAbsent(name, service);
      if (twin != null && twin.type() != service.type()) {
        throw new ContractException("service " + name + " is both " + twin.type().getName() + " and "
            + service.type().getName() + ". Describe them apart: one file can hold one service of a name.");
      }
    }
    return join(packages);
  }

  private static ProtoSchema join(Map<String, Map<String, ServiceContract>> packages) {
    Map<String, FileDescriber> describers = new TreeMap<>();
    Map<String, FileDescriptorProto> files = new LinkedHashMap<>();
    packages.forEach((name, services) -> {
      FileDescriber describer = new FileDescriber(name, services.values());
      describer.imports().forEach(file -> SchemaWalk.addWithImports(file, files));
      describers.put(name, describer);
    });
    Set<String> described = new TreeSet<>();
    Set<String> wrappers = new TreeSet<>();
    Map<String, String> forms = new TreeMap<>();
    Map<String, Map<String, String>> errors = new TreeMap<>();
    describers.forEach((name, describer) -> {
      String base = name.isEmpty() ? packages.get(name).keySet().iterator().next() : name.replace('.', '/');
      ProtoSchema part = describer.describe(unused(base, files.keySet()));
      part.files().forEach(file -> files.put(file.getName(), file));
      described.addAll(part.described());
      wrappers.addAll(part.wrappers());
      forms.putAll(part.forms());
      errors.putAll(part.errors());
    });
    return new ProtoSchema(new ArrayList<>(files.values()), described, wrappers, forms, errors);
  }

  private static String packageOf(String service) {
    return service.substring(0, Math.max(0, service.lastIndexOf('.')));
  }

  private static String unused(String base, Collection<String> taken) {
    String name = base + ".proto";
    for (int i = 2; taken.contains(name); i++) {
      name = base + "_" + i + ".proto";
    }
    return name;
  }

  /** All files as one set, as reflection and protoc's {@code --descriptor_set_in} take them. */
  public FileDescriptorSet fileSet() {
    return FileDescriptorSet.newBuilder().addAllFile(files).build();
  }
}
