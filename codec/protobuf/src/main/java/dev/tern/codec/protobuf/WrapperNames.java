package dev.tern.codec.protobuf;

import dev.tern.api.ServiceId;
import dev.tern.api.contract.ContractException;
import dev.tern.api.contract.MessageType;
import dev.tern.api.contract.MethodContract;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.Map;

/**
 * Who has which message name in each service. A generated {@code <Method>Request} or {@code <Method>Response} that is
 * named like a type of the user's, or like another method's, could not stand in one {@code .proto} file with it.
 * Versions and groups of a service may be interfaces of their own, each with its own file. Not safe for many threads.
 */
final class WrapperNames {
  private final Map<ServiceId, Map<String, String>> ownersByService = new HashMap<>();

  /** Takes the names that a method needs, or nothing and throws. */
  void claim(MethodContract method) {
    Map<String, String> known = ownersByService.getOrDefault(method.service(), Map.of());
    Map<String, String> owners = new HashMap<>(known);
    for (MessageType type : method.types().messages()) {
      claim(owners, type.raw(), method);
    }
    for (MessageType type : method.types().errors()) {
      claim(owners, type.raw(), method);
    }
    for (Type type : method.types().supertypes()) {
      claim(owners, type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : (Class<?>) type,
          method);
    }
    for (Class<?> type : method.types().classes()) {
      if (type.isEnum()) {
        claim(owners, type, method);
      }
    }
    if (!method.requestIsParameter()) {
      claim(owners, request(method), "the generated request of method " + method.name(), method);
    }
    if (!method.replyIsMessage()) {
      claim(owners, response(method), "the generated response of method " + method.name(), method);
    }
    ownersByService.put(method.service(), owners);
  }

  private static void claim(Map<String, String> owners, Class<?> type, MethodContract method) {
    claim(owners, type.getSimpleName(), "type " + type.getName(), method);
  }

  private static void claim(Map<String, String> owners, String name, String owner, MethodContract method) {
    String other = owners.putIfAbsent(name, owner);
    boolean twoTypes = other != null && other.startsWith("type ") && owner.startsWith("type ");
    if (other != null && !other.equals(owner) && !twoTypes) { // two types are a matter of describing, not of the wire
      throw new ContractException(method.javaName() + ": message name " + name + " is both " + other + " and " + owner
          + ". Rename the type, or name the method anew on the wire: @RpcMethod(name = ...).");
    }
  }

  static String request(MethodContract method) {
    return capitalized(method.name()) + "Request";
  }

  static String response(MethodContract method) {
    return capitalized(method.name()) + "Response";
  }

  private static String capitalized(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }
}
