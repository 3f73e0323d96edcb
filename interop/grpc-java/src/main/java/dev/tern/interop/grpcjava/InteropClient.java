package dev.tern.interop.grpcjava;

import io.grpc.testing.integration.TestServiceClient;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * {@code <port> <case>...}: runs cases of gRPC-Java's {@code TestServiceClient} against a port of loopback, and prints
 * {@code
 * <case> passed} or {@code <case> failed with ...} for each. Its {@code main} would take a process for each of them, so
 * that what it calls is called here.
 */
public final class InteropClient {
  private InteropClient() {}

  /** See the class. */
  public static void main(String[] arguments) throws Exception {
    boolean allPassed = true;
    for (int i = 1; i < arguments.length; i++) {
      String outcome;
      try {
        run(arguments[0], arguments[i]);
        outcome = "passed";
      } catch (InvocationTargetException e) {
        outcome = "failed with " + String.valueOf(e.getCause()).replaceAll("\\s+", " ");
        allPassed = false;
      }
      System.out.println(arguments[i] + " " + outcome);
    }
    System.exit(allPassed ? 0 : 1);
  }

  private static void run(String port, String name) throws Exception {
    Constructor<TestServiceClient> constructor = TestServiceClient.class.getDeclaredConstructor();
    constructor.setAccessible(true);
    TestServiceClient client = constructor.newInstance();
    call(client, "parseArgs", (Object) new String[] {"--server_host=127.0.0.1", "--server_port=" + port, "--use_tls=false",
        "--soak_iterations=10", "--test_case=" + name});
    call(client, "setUp");
    try {
      call(client, "run");
    } finally {
      call(client, "tearDown");
    }
  }

  private static void call(TestServiceClient client, String name, Object... arguments) throws Exception {
    for (Method method : TestServiceClient.class.getDeclaredMethods()) {
      if (method.getName().equals(name) && method.getParameterCount() == arguments.length) {
        method.setAccessible(true);
        method.invoke(client, arguments);
        return;
      }
    }
    throw new NoSuchMethodException(name);
  }
}
