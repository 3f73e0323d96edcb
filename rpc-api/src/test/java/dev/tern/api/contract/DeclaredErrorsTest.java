package dev.tern.api.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tern.api.RpcException;
import dev.tern.api.RpcService;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeclaredErrorsTest {
  record Detail(String text) {}

  static class Failure extends Exception {
    private static final long serialVersionUID = 1L;
    private final int code;

    Failure(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  static final class NotFound extends Failure {
    private static final long serialVersionUID = 1L;
    private final transient Thread thread = Thread.currentThread();
    private final List<Detail> details;

    NotFound(List<Detail> details) {
      super(404);
      this.details = details;
    }

    List<Detail> details() {
      return thread == null ? List.of() : details;
    }
  }

  static final class Busy extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  static final class Quick extends RpcException {
    private static final long serialVersionUID = 1L;

    Quick() {
      super(dev.tern.api.Code.ABORTED, "quick");
    }
  }

  interface Finder<E extends Exception> {
    void find() throws E;
  }

  @RpcService(errors = {Busy.class, NotFound.class, Quick.class})
  interface Service extends Finder<Failure> {
    void call() throws NotFound, IOException, Exception, RpcException, Quick;
  }

  @RpcService
  @SuppressWarnings("rawtypes")
  interface RawFinder extends Finder {}

  @Test
  void anErrorThatIsATypeParameterOfNobodyIsRefused() {
    assertThat(Refusal.of(RawFinder.class)).isEqualTo("demo.Finder.find(): throws E, which stands for no type here."
        + " Name one where its owner is extended.");
  }

  @Test
  void errorsOfTheMethodComeBeforeThoseOfTheServiceWithoutRpcExceptionsAndThoseOfTheJdk() {
    List<MethodContract> methods = ServiceContract.of(Service.class).methods();

    assertThat(methods.get(0).errors()).containsExactly(NotFound.class, Busy.class);
    assertThat(methods.get(1).errors()).containsExactly(Failure.class, Busy.class, NotFound.class);
  }

  @Test
  void theTextAndTheFieldsOfAnErrorJoinTheTypeSetButNothingElseOfThrowable() {
    TypeSet types = ServiceContract.of(Service.class).methods().get(0).types();

    MessageType notFound = types.error(NotFound.class).orElseThrow();
    assertThat(notFound.kind()).isEqualTo(MessageType.Kind.EXCEPTION);
    assertThat(notFound.members()).extracting(Member::name, Member::number)
        .containsExactly(tuple("message", 1), tuple("code", 2), tuple("details", 3));
    assertThat(types.message(Detail.class)).isPresent();
    assertThat(types.error(Busy.class).orElseThrow().members()).extracting(Member::name).containsExactly("message");
    assertThat(types.errors()).extracting(MessageType::raw)
        .isEqualTo(List.of(Busy.class, NotFound.class));
    assertThat(types.byName(NotFound.class.getName())).isEqualTo(NotFound.class);
    assertThat(types.isMessage(NotFound.class)).isFalse();
    assertThat(types.messages()).extracting(MessageType::raw).isEqualTo(List.of(Detail.class));
  }

  abstract static sealed class Family extends Exception {
    private static final long serialVersionUID = 1L;
  }

  static final class First extends Family {
    private static final long serialVersionUID = 1L;
  }

  static final class Second extends Family {
    private static final long serialVersionUID = 1L;
  }

  @RpcService
  interface Sealed {
    void call() throws Family;
  }

  @Test
  void aSealedErrorStandsForThoseItPermits() {
    assertThat(ServiceContract.of(Sealed.class).methods().get(0).errors()).containsExactly(First.class, Second.class);
  }

  abstract static class Abstract extends Exception {
    private static final long serialVersionUID = 1L;
  }

  final class Inner extends Exception {
    private static final long serialVersionUID = 1L;
  }

  static final class Carrier extends Exception {
    private static final long serialVersionUID = 1L;
    private Object payload;
  }

  @RpcService(errors = SQLException.class)
  interface Bad {
    void a() throws Abstract;

    void b() throws Inner;

    void c() throws Carrier;
  }

  @Test
  void errorsThatCannotTravelAreRefused() {
    assertThat(Refusal.of(Bad.class)).isEqualTo("""
        demo.Bad: 4 problems
          demo.Bad, error java.sql.SQLException: the fields of a JDK exception cannot travel. List one of your own.
          demo.Bad.a(), error demo.Abstract: demo.Abstract is abstract: anything could stand for it.\
         Make it sealed, or list its types with @Subtypes({...}).
          demo.Bad.b(), error demo.Inner: demo.Inner is an inner class, which drags its outer instance along.\
         Declare it static.
          demo.Bad.c(), error demo.Carrier, field demo.Carrier.payload: java.lang.Object could be anything.\
         Name the type, or a sealed interface over those it may be.""");
  }
}
