package dev.tern.core.standard;

import static java.util.Comparator.comparing;

import dev.tern.api.ServiceId;
import dev.tern.api.contract.ContractException;
import dev.tern.api.contract.ServiceContract;
import dev.tern.api.spi.Codec;
import dev.tern.core.wire.WireWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the codecs of a server say of its services.
 *
 * @param services names of those described
 * @param sets each a serialized {@code google.protobuf.FileDescriptorSet}
 */
record Described(List<String> services, List<byte[]> sets) {
  private static final Logger LOG = LoggerFactory.getLogger(Described.class);
  private static final int SET_FILE = 1;

  /**
   * Asks the codecs. A service that none can carry as described is left out, with a line in the log: its consumers are
   * ours and need no reflection.
   *
   * @throws IllegalArgumentException if no codec describes anything at all
   * @throws ContractException if services that can be described alone cannot be together
   */
  static Described of(Collection<ServiceContract> contracts, List<Codec> codecs) {
    List<ServiceContract> named = oneOfEachName(contracts);
    for (Codec codec : codecs) {
      if (codec.describe(List.of()).isPresent()) {
        return by(codec, named);
      }
    }
    throw new IllegalArgumentException("reflection: no codec of this server describes its messages (offered: "
        + codecs.stream().map(Codec::name).sorted().collect(Collectors.joining(", "))
        + "). Offer protobuf as well, or leave reflection off.");
  }

  private static Described by(Codec codec, List<ServiceContract> named) {
    List<ServiceContract> described = named;
    Optional<byte[]> set;
    try {
      set = codec.describe(named);
    } catch (ContractException e) {
      described = named.stream().filter(contract -> describes(codec, contract)).toList();
      if (described.size() == named.size()) {
        throw e;
      }
      set = codec.describe(described);
    }
    return new Described(described.stream().map(contract -> contract.id().name()).toList(), set.stream().toList());
  }

  private static boolean describes(Codec codec, ServiceContract contract) {
    try {
      codec.describe(List.of(contract));
      return true;
    } catch (ContractException e) {
      LOG.info("{} is left out of reflection: {}", contract.id().name(), e.getMessage());
      return false;
    }
  }

  /**
   * Groups and versions share a name, and a name has one description: that of the default, or of the first in order, as
   * a tool that knows nothing of them would call it.
   */
  private static List<ServiceContract> oneOfEachName(Collection<ServiceContract> contracts) {
    Map<String, ServiceContract> byName = new TreeMap<>();
    contracts.stream()
        .sorted(comparing(ServiceContract::id, comparing(ServiceId::group).thenComparing(ServiceId::version)))
        .forEach(contract -> {
          ServiceContract first = byName.putIfAbsent(contract.id().name(), contract);
          if (first != null && first.type() != contract.type()) {
            LOG.info("Reflection shows {} as {} and not as {}: one name has one description", first.id().name(),
                first.id(), contract.id());
          }
        });
    return new ArrayList<>(byName.values());
  }

  /** Files as one set. */
  static byte[] setOf(List<byte[]> files) {
    WireWriter set = new WireWriter();
    files.forEach(file -> set.bytes(SET_FILE, file));
    return set.toByteArray();
  }
}
