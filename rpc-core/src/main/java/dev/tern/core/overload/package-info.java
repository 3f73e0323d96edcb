/**
 * What a provider and a consumer refuse so that the rest goes well: too many calls at once, or too many a second.
 *
 * <p>Start at {@link dev.tern.core.overload.Gate}, the door before one method of a provider: it asks, in this order,
 * the method's own limits ({@link dev.tern.core.overload.MethodLimits}) and the {@link
 * dev.tern.core.overload.AdaptiveLimit} of its server, which counts and times calls and has {@code QueueRule} say what
 * follows. {@link dev.tern.core.overload.Bulkhead} is the consumer's. No threads and no locks; knows neither gRPC nor
 * any plug-in.
 */
@NullMarked
package dev.tern.core.overload;

import org.jspecify.annotations.NullMarked;
