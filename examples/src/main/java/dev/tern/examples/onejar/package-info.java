/**
 * An application in one jar: {@code java -jar tern-examples-all.jar provider file:/tmp/tern}, and {@code consumer} in
 * another window.
 *
 * <p>Start at {@link dev.tern.examples.onejar.Main}; the jar itself is built by the shade plugin in this module's
 * {@code pom.xml}. Its {@code ServicesResourceTransformer} is what matters: Tern finds codecs, balancers and registries
 * by files in {@code META-INF/services}, and those of all jars have to be joined, not overwritten.
 */
@NullMarked
package dev.tern.examples.onejar;

import org.jspecify.annotations.NullMarked;
