/**
 * Coverage-guided fuzzing of every codec, beside the million frames of the tests: {@code ./fuzz json 60}.
 *
 * <p>Start at {@link dev.tern.fuzz.CodecFuzzer}.
 */
@NullMarked
package dev.tern.fuzz;

import org.jspecify.annotations.NullMarked;
