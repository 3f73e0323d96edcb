package dev.tern.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A generic client of stock parts: all it knows of a provider is what reflection tells it. */
final class Reflected implements AutoCloseable, StreamObserver<ServerReflectionResponse> {
  private final Channel channel;
  private final BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
  private final StreamObserver<ServerReflectionRequest> requests;

  Reflected(Channel channel) {
    this.channel = channel;
    this.requests = ServerReflectionGrpc.newStub(channel).serverReflectionInfo(this);
  }

  @Override
  public void onNext(ServerReflectionResponse response) {
    answers.add(response);
  }

  @Override
  public void onError(Throwable failure) {
    answers.add(failure);
  }

  @Override
  public void onCompleted() {
    answers.add("completed");
  }

  /** Ends the stream in peace. */
  @Override
  public void close() throws InterruptedException {
    requests.onCompleted();
    assertThat(next()).isEqualTo("completed");
  }

  /** How it goes on: an answer, a failure, or the end. */
  Object next() throws InterruptedException {
    Object next = answers.poll(10, TimeUnit.SECONDS);
    assertThat(next).as("reflection answers").isNotNull();
    return next;
  }

  ServerReflectionResponse ask(ServerReflectionRequest request) throws InterruptedException {
    requests.onNext(request);
    Object answer = next();
    assertThat(answer).isInstanceOf(ServerReflectionResponse.class);
    return (ServerReflectionResponse) answer;
  }

  ServerReflectionResponse symbol(String name) throws InterruptedException {
    return ask(ServerReflectionRequest.newBuilder().setFileContainingSymbol(name).build());
  }

  List<String> services() throws InterruptedException {
    return ask(ServerReflectionRequest.newBuilder().setListServices("").build()).getListServicesResponse()
        .getServiceList().stream().map(ServiceResponse::getName).toList();
  }

  /** Of one answer alone: it has to bring every file that its first one needs. */
  static FileDescriptor file(ServerReflectionResponse answer) throws Exception {
    Map<String, FileDescriptorProto> files = new LinkedHashMap<>();
    List<String> names = new ArrayList<>();
    for (ByteString bytes : answer.getFileDescriptorResponse().getFileDescriptorProtoList()) {
      FileDescriptorProto file = parsed(bytes);
      assertThat(files.put(file.getName(), file)).as(file.getName() + " comes once").isNull();
      names.add(file.getName());
    }
    assertThat(names).as("files for " + answer.getOriginalRequest()).isNotEmpty();
    return built(names.get(0), files);
  }

  private static FileDescriptorProto parsed(ByteString bytes) throws InvalidProtocolBufferException {
    return FileDescriptorProto.parseFrom(bytes);
  }

  private static FileDescriptor built(String name, Map<String, FileDescriptorProto> files)
      throws DescriptorValidationException {
    FileDescriptorProto file = files.get(name);
    assertThat(file).as(name).isNotNull();
    List<FileDescriptor> imports = new ArrayList<>();
    for (String dependency : file.getDependencyList()) {
      imports.add(built(dependency, files));
    }
    return FileDescriptor.buildFrom(file, imports.toArray(FileDescriptor[]::new));
  }

  /** Calls a method with a request in Protobuf's text form, and gives the reply in it. */
  String call(String service, String method, String request) throws Exception {
    FileDescriptor file = file(symbol(service));
    ServiceDescriptor found = file.findServiceByName(service.substring(service.lastIndexOf('.') + 1));
    MethodDescriptor called = found.findMethodByName(method);
    DynamicMessage.Builder message = DynamicMessage.newBuilder(called.getInputType());
    TextFormat.merge(request, message);
    DynamicMessage reply = ClientCalls.blockingUnaryCall(channel,
        io.grpc.MethodDescriptor.<DynamicMessage, DynamicMessage>newBuilder()
            .setType(MethodType.UNARY).setFullMethodName(service + "/" + method)
            .setRequestMarshaller(ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(called.getInputType())))
            .setResponseMarshaller(ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(called.getOutputType())))
            .build(),
        CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS), message.build());
    return TextFormat.printer().emittingSingleLine(true).printToString(reply).trim();
  }
}
