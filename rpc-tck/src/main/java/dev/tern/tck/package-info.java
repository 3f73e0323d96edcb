/**
 * Contract tests: what every implementation of an extension point must do, ours and yours.
 *
 * <p>Extend the contract of your extension point, for a codec {@link dev.tern.tck.CodecContract}, and say how yours is
 * made. Uses {@code dev.tern.api}, JUnit and AssertJ only.
 */
@NullMarked
package dev.tern.tck;

import org.jspecify.annotations.NullMarked;
