/**
 * What both sides of a call share: small values. Start at {@link dev.tern.core.call.Arguments}.
 */
@NullMarked
package dev.tern.core.call;

import org.jspecify.annotations.NullMarked;
