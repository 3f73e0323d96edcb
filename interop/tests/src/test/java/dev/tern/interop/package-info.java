/**
 * gRPC's interoperability service, written code-first: {@link dev.tern.interop.TestService} has the messages, {@link
 * dev.tern.interop.TestProvider} serves them. The tests set both against other people's clients and servers.
 */
@NullMarked
package dev.tern.interop;

import org.jspecify.annotations.NullMarked;
