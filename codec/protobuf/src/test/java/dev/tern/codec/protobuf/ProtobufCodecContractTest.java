package dev.tern.codec.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import dev.tern.api.RpcService;
import dev.tern.api.contract.MethodContract;
import dev.tern.api.contract.ServiceContract;
import dev.tern.api.spi.Codec;
import dev.tern.api.spi.MethodCodec;
import dev.tern.tck.CodecContract;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What every codec does. */
class ProtobufCodecContractTest extends CodecContract {
  record ScoreRequest(int value) {}

  @RpcService
  interface Refused {
    void score(int number, ScoreRequest collidesWithTheGeneratedOne);
  }

  @Override
  protected Codec codec() {
    return new ProtobufCodecFactory().create();
  }

  /** protobuf-java, told of our messages by our description alone, knows every byte of them, and sees our values. */
  @Override
  protected byte[] throughAnother(MethodContract method, String part, byte[] message) throws Exception {
    DynamicMessage read = DynamicMessage.parseFrom(type(method, part), message);
    assertThat(unknown(read)).isEmpty();
    assertThat(read.toByteArray()).isEqualTo(message);
    try {
      assertSameValues(method, part, message, read);
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    return read.toByteArray();
  }

  private void assertSameValues(MethodContract method, String part, byte[] bytes, Message read) throws Throwable {
    DescribedValues values = new DescribedValues(method);
    MethodCodec codec = codec().prepare(method);
    if (!part.equals("request") && !part.equals("reply")) {
      values.same(read, codec.errors().get(part).read(Wired.padded(bytes)));
    } else if (part.equals("request")) {
      List<?> arguments = codec.arguments().read(Wired.padded(bytes));
      if (method.requestIsParameter()) {
        values.same(read, arguments.get(0));
        return;
      }
      for (int i = 0; i < arguments.size(); i++) {
        values.field(read, method.parameters().get(i).name(), arguments.get(i));
      }
    } else if (method.replyIsMessage()) {
      values.same(read, codec.reply().read(Wired.padded(bytes)));
    } else if (method.replyType() != void.class) {
      values.field(read, "result", codec.reply().read(Wired.padded(bytes)));
    }
  }

  private static Descriptor type(MethodContract method, String part) throws Exception {
    ProtoSchema schema = ProtoSchema.of(List.of(ServiceContract.of(method.method().getDeclaringClass())));
    Map<String, FileDescriptor> files = new HashMap<>();
    for (FileDescriptorProto file : schema.files()) {
      FileDescriptor[] imports = file.getDependencyList().stream().map(files::get).toArray(FileDescriptor[]::new);
      files.put(file.getName(), FileDescriptor.buildFrom(file, imports));
    }
    FileDescriptor file = files.get("tck.proto");
    MethodDescriptor described = file.findServiceByName("Codec").findMethodByName(method.name());
    return switch (part) {
      case "request" -> described.getInputType();
      case "reply" -> described.getOutputType();
      default -> file.findMessageTypeByName(
          schema.errors().get(method.fullName()).get(part).substring("tck.".length()));
    };
  }

  /** Names of the messages in it that have fields which their type does not. */
  private static List<String> unknown(Message message) {
    List<String> unknown = new ArrayList<>();
    if (!message.getUnknownFields().asMap().isEmpty()) {
      unknown.add(message.getDescriptorForType().getFullName());
    }
    for (Object value : message.getAllFields().values()) {
      for (Object one : value instanceof List<?> list ? list : List.of(value)) {
        if (one instanceof Message inner) {
          unknown.addAll(unknown(inner));
        }
      }
    }
    return unknown;
  }

  @Override
  protected Optional<Class<?>> refusedService() {
    return Optional.of(Refused.class);
  }
}
