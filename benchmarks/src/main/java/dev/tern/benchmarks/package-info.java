/**
 * What a call costs, measured with JMH beside stock gRPC stubs.
 *
 * <p>Empty at 0.1. May use every module; nothing uses it.
 */
@NullMarked
package dev.tern.benchmarks;

import org.jspecify.annotations.NullMarked;
