package dev.tern.codec.protobuf;

import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Describes enums. Their values stand beside them in Protobuf, so that no two of one file may be named alike. */
final class EnumDescriber {
  private final Set<String> taken;

  /** @param taken names that no value may have; gets those given here */
  EnumDescriber(Set<String> taken) {
    this.taken = taken;
  }

  EnumDescriptorProto describe(String name, Class<?> type) {
    String prefix = ProtoNames.upperSnake(name) + "_";
    EnumDescriptorProto.Builder described = EnumDescriptorProto.newBuilder().setName(name);
    Set<String> own = new HashSet<>();
    for (Object constant : type.getEnumConstants()) {
      Enum<?> value = (Enum<?>) constant;
      String rest = ProtoNames.upperSnake(value.name());
      // protoc wants them to differ without prefix, case and underscores too
      while (taken.contains(prefix + rest) || !own.add(rest.replace("_", "").toLowerCase(Locale.ROOT))) {
        rest += "_" + value.ordinal();
      }
      taken.add(prefix + rest);
      described.addValue(EnumValueDescriptorProto.newBuilder().setName(prefix + rest).setNumber(value.ordinal()));
    }
    if (described.getValueCount() == 0) {
      described.addValue(EnumValueDescriptorProto.newBuilder().setName(prefix + "UNSPECIFIED").setNumber(0));
    }
    return described.build();
  }
}
