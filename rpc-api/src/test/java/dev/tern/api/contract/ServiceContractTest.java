package dev.tern.api.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

class ServiceContractTest {
  record Address(String street, Optional<String> zip) {}

  record User(long id, String name, List<Address> addresses) {}

  record Page<T>(List<T> items, Page<T> next) {}

  sealed interface Shape {}

  record Circle(double radius) implements Shape {}

  record Square(double side) implements Shape {}

  static final class Missing extends Exception {
    private static final long serialVersionUID = 1L;
    final long id;

    Missing(long id) {
      this.id = id;
    }
  }

  @RpcService(group = "blue")
  interface Users {
    @RpcMethod(idempotent = true, timeout = "300ms", retries = 1)
    User find(long id) throws Missing;

    CompletableFuture<Page<User>> page(int number, Optional<String> filter);

    Flow.Publisher<Shape> shapes(Map<String, Shape> known);

    CompletableFuture<Void> upload(Flow.Publisher<User> users);
  }

  @Test
  void aServiceDescribesItselfWithAllThatADecoderMayCreate() {
    assertThat(ServiceContract.of(Users.class).describe()).isEqualTo("""
        dev.tern.api.contract.ServiceContractTest.Users (group blue)
          find(long id) -> User
            dev.tern.api.contract.ServiceContractTest.Address {1 String street, 2 String? zip}
            dev.tern.api.contract.ServiceContractTest.User {1 long id, 2 String name, 3 List<Address> addresses}
            error dev.tern.api.contract.ServiceContractTest.Missing {1 long id}
            java.lang.String, java.util.List, java.util.Optional
          page(int number, String? filter) -> Page<User>
            dev.tern.api.contract.ServiceContractTest.Address {1 String street, 2 String? zip}
            dev.tern.api.contract.ServiceContractTest.Page<User> {1 List<User> items, 2 Page<User> next}
            dev.tern.api.contract.ServiceContractTest.User {1 long id, 2 String name, 3 List<Address> addresses}
            java.lang.String, java.util.List, java.util.Optional
          shapes(Map<String, Shape> known) -> stream Shape
            dev.tern.api.contract.ServiceContractTest.Circle {1 double radius}
            dev.tern.api.contract.ServiceContractTest.Square {1 double side}
            java.lang.String, java.util.Map
          upload(stream User users) -> void
            dev.tern.api.contract.ServiceContractTest.Address {1 String street, 2 String? zip}
            dev.tern.api.contract.ServiceContractTest.User {1 long id, 2 String name, 3 List<Address> addresses}
            java.lang.String, java.util.List, java.util.Optional""");
  }
}
