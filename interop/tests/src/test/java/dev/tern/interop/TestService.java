package dev.tern.interop;

import dev.tern.api.Field;
import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** {@code grpc.testing.TestService}, as {@code test.proto} and {@code messages.proto} of gRPC define it. */
@RpcService(name = "grpc.testing.TestService")
interface TestService {
  @RpcMethod(name = "EmptyCall")
  Empty emptyCall(Empty request);

  @RpcMethod(name = "UnaryCall")
  SimpleResponse unaryCall(SimpleRequest request);

  @RpcMethod(name = "CacheableUnaryCall")
  SimpleResponse cacheableUnaryCall(SimpleRequest request);

  @RpcMethod(name = "StreamingOutputCall")
  Flow.Publisher<StreamingOutputCallResponse> streamingOutputCall(StreamingOutputCallRequest request);

  @RpcMethod(name = "StreamingInputCall")
  CompletableFuture<StreamingInputCallResponse> streamingInputCall(Flow.Publisher<StreamingInputCallRequest> requests);

  @RpcMethod(name = "FullDuplexCall")
  Flow.Publisher<StreamingOutputCallResponse> fullDuplexCall(Flow.Publisher<StreamingOutputCallRequest> requests);

  @RpcMethod(name = "HalfDuplexCall")
  Flow.Publisher<StreamingOutputCallResponse> halfDuplexCall(Flow.Publisher<StreamingOutputCallRequest> requests);

  record Empty() {}

  record BoolValue(boolean value) {}

  enum PayloadType { COMPRESSABLE }

  record Payload(PayloadType type, byte[] body) {
    static Payload ofSize(int size) {
      return new Payload(PayloadType.COMPRESSABLE, new byte[size]);
    }
  }

  record EchoStatus(int code, String message) {}

  record SimpleRequest(@Field(1) PayloadType responseType, @Field(2) int responseSize, @Field(3) @Nullable Payload payload,
      @Field(4) boolean fillUsername, @Field(5) boolean fillOauthScope, @Field(6) @Nullable BoolValue responseCompressed,
      @Field(7) @Nullable EchoStatus responseStatus, @Field(8) @Nullable BoolValue expectCompressed) {}

  record SimpleResponse(@Field(1) @Nullable Payload payload, @Field(2) String username, @Field(3) String oauthScope) {}

  record StreamingInputCallRequest(@Field(1) @Nullable Payload payload, @Field(2) @Nullable BoolValue expectCompressed) {}

  record StreamingInputCallResponse(int aggregatedPayloadSize) {}

  record ResponseParameters(@Field(1) int size, @Field(2) int intervalUs, @Field(3) @Nullable BoolValue compressed) {}

  record StreamingOutputCallRequest(@Field(1) PayloadType responseType,
      @Field(2) List<ResponseParameters> responseParameters, @Field(3) @Nullable Payload payload,
      @Field(7) @Nullable EchoStatus responseStatus) {}

  record StreamingOutputCallResponse(@Nullable Payload payload) {}
}
