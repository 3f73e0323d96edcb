/**
 * The framework as an application uses it: {@link dev.tern.core.RpcServer} offers services, {@link
 * dev.tern.core.RpcClient} calls them. Here the parts are found and put together; each lives in a package of its own.
 *
 * <p>One call, in reading order. Consumer: {@code consumer.ServiceProxy}, {@code consumer.MethodCaller}, {@code
 * filter.Filters}, the cluster plug-in, {@code consumer.Directory}, {@code consumer.AttemptCall}, {@code
 * transport.grpc.GrpcCall}. Provider: {@code transport.grpc.GrpcServerCall}, {@code provider.PathRoute}, {@code
 * overload.Gate}, {@code provider.UnaryServerCall}, {@code filter.Filters}, {@code provider.TargetInvoker}. Health and
 * reflection live in {@code standard}.
 */
@NullMarked
package dev.tern.core;

import org.jspecify.annotations.NullMarked;
