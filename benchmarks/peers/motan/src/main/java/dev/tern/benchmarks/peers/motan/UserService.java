package dev.tern.benchmarks.peers.motan;

import dev.tern.benchmarks.call.bean.UserApi;

/** The exported interface: Motan looks for it under the name of {@link UserServiceAsync} without its last word. */
public interface UserService extends UserApi {}
