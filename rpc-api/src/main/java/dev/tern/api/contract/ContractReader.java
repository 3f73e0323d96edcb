package dev.tern.api.contract;

import dev.tern.api.ServiceId;

/** Reads an annotated interface. */
final class ContractReader {
  ContractReader(Class<?> type) {}

  ServiceId id() {
    throw new ContractException("being written");
  }

  ServiceContract read() {
    return read(id());
  }

  ServiceContract read(ServiceId id) {
    throw new ContractException("being written");
  }
}
