/**
 * The framework as an application uses it: {@link dev.tern.core.RpcServer} offers services, {@link
 * dev.tern.core.RpcClient} calls them. Here the parts are found and put together; each lives in a package of its own.
 */
@NullMarked
package dev.tern.core;

import org.jspecify.annotations.NullMarked;
