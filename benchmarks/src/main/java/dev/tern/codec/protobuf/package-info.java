/** A way into the codec's own package, for the benchmark that compares its two ways of working. Never published. */
@NullMarked
package dev.tern.codec.protobuf;

import org.jspecify.annotations.NullMarked;
