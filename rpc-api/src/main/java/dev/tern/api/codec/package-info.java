/**
 * What every codec of plain Java types is made of, so that each is as safe as the others: access to the members of
 * messages, budgets for hostile bytes, text forms, enum constants, collections.
 *
 * <p>Start at {@link dev.tern.api.codec.MemberAccess} and {@link dev.tern.api.codec.DecodeBudget}.
 */
@NullMarked
package dev.tern.api.codec;

import org.jspecify.annotations.NullMarked;
