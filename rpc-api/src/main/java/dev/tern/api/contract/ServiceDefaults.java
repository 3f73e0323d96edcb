package dev.tern.api.contract;

import java.util.List;

/**
 * What {@code @RpcService} says for every method that says nothing else.
 *
 * @param errors exceptions that every method declares
 * @param cluster by name; empty: the client's default
 * @param loadBalancer likewise
 * @param codec likewise
 */
record ServiceDefaults(List<Class<? extends Throwable>> errors, String cluster, String loadBalancer, String codec) {}
