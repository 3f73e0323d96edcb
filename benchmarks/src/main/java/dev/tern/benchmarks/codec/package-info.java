/**
 * What turning objects into bytes and back costs: each codec of the house beside protobuf-java, with and without the
 * mapping between its messages and the application's own objects.
 *
 * <p>Start at {@link dev.tern.benchmarks.codec.CodecBench}, which runs {@link
 * dev.tern.benchmarks.codec.CodecBenchmark} for each {@link dev.tern.benchmarks.codec.Candidate}.
 */
@NullMarked
package dev.tern.benchmarks.codec;

import org.jspecify.annotations.NullMarked;
