/** What stands between a Java call and the transport. Start at {@code ProxyBenchmark}. */
@NullMarked
package dev.tern.benchmarks.proxy;

import org.jspecify.annotations.NullMarked;
