package dev.tern.interop;

import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.Stream;

/** {@link TestService} in the other styles of a Java method, and what no server offers. */
interface TestServiceStyles {
  @RpcService(name = "grpc.testing.TestService")
  interface Futures {
    @RpcMethod(name = "EmptyCall")
    CompletableFuture<TestService.Empty> emptyCall(TestService.Empty request);

    @RpcMethod(name = "UnaryCall")
    CompletableFuture<TestService.SimpleResponse> unaryCall(TestService.SimpleRequest request);
  }

  @RpcService(name = "grpc.testing.TestService")
  interface Iterators {
    @RpcMethod(name = "StreamingOutputCall")
    Iterator<TestService.StreamingOutputCallResponse> streamingOutputCall(TestService.StreamingOutputCallRequest request);

    @RpcMethod(name = "FullDuplexCall")
    Iterator<TestService.StreamingOutputCallResponse> fullDuplexCall(
        Flow.Publisher<TestService.StreamingOutputCallRequest> requests);
  }

  @RpcService(name = "grpc.testing.TestService")
  interface Streams {
    @RpcMethod(name = "StreamingOutputCall")
    Stream<TestService.StreamingOutputCallResponse> streamingOutputCall(TestService.StreamingOutputCallRequest request);
  }

  @RpcService(name = "grpc.testing.TestService")
  interface Hasty {
    @RpcMethod(name = "FullDuplexCall", timeout = "200ms")
    Iterator<TestService.StreamingOutputCallResponse> fullDuplexCall(
        Flow.Publisher<TestService.StreamingOutputCallRequest> requests);
  }

  @RpcService(name = "grpc.testing.TestService")
  interface UnimplementedMethod {
    @RpcMethod(name = "UnimplementedCall")
    TestService.Empty unimplementedCall(TestService.Empty request);
  }

  @RpcService(name = "grpc.testing.UnimplementedService")
  interface UnimplementedService {
    @RpcMethod(name = "UnimplementedCall")
    TestService.Empty unimplementedCall(TestService.Empty request);
  }
}
