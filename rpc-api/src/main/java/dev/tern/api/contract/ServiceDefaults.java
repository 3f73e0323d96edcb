package dev.tern.api.contract;

import java.util.List;

/**
 * What {@code @RpcService} says for every method that says nothing else.
 *
 * @param errors exceptions that every method declares
 * @param codec by name; empty: the client's default
 */
record ServiceDefaults(List<Class<? extends Throwable>> errors, String codec) {}
