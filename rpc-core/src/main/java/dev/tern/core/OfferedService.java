package dev.tern.core;

import dev.tern.api.contract.ServiceContract;

/** A contract and the object that fulfils it. */
record OfferedService(ServiceContract contract, Object target) {}
