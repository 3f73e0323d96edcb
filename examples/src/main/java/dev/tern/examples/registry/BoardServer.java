package dev.tern.examples.registry;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A notice board on the loopback interface, in memory: records by service and id, each with its owner, taken off when
 * the owner's lease ends. An example to read and to test with, not to run a business on.
 *
 * <p>{@code PUT /service/id?owner&ttl}, {@code DELETE /service/id?owner}, {@code DELETE /?owner}, {@code POST
 * /?owner&ttl} to renew, {@code GET /service?seen&wait} to read, at once or when something is new.
 */
public final class BoardServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService executor;
  private final String store = UUID.randomUUID().toString();

  // Guarded by this
  private final Map<String, Map<String, Note>> services = new HashMap<>();
  private final Map<String, Long> leaseEnds = new HashMap<>();
  private long version;

  private record Note(String owner, byte[] record) {}

  /** Opens a board; port 0: any free one. */
  public BoardServer(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    executor = Executors.newCachedThreadPool(task -> {
      Thread thread = new Thread(task, "board");
      thread.setDaemon(true);
      return thread;
    });
    server.setExecutor(executor);
    server.createContext("/", this::handle);
    server.start();
  }

  /** The port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String answer;
    try {
      byte[] body = exchange.getRequestBody().readAllBytes();
      answer = answer(exchange.getRequestMethod(), exchange.getRequestURI().getPath().substring(1).split("/"),
          parameters(exchange.getRequestURI().getQuery()), body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the board closes
      answer = "";
    }
    byte[] bytes = answer.getBytes(US_ASCII);
    exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new HashMap<>();
    for (String pair : query == null ? new String[0] : query.split("&")) {
      parameters.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    return parameters;
  }

  private synchronized String answer(String method, String[] path, Map<String, String> parameters, byte[] body)
      throws InterruptedException {
    String owner = parameters.getOrDefault("owner", "");
    endLeases();
    switch (method) {
      case "PUT" -> {
        lease(owner, parameters);
        services.computeIfAbsent(path[0], name -> new TreeMap<>()).put(path[1], new Note(owner, body));
        changed();
      }
      case "POST" -> {
        boolean known = leaseEnds.containsKey(owner);
        lease(owner, parameters);
        return known ? "ok" : "lost";
      }
      case "DELETE" -> {
        services.forEach((service, notes) -> notes.entrySet().removeIf(entry -> entry.getValue().owner().equals(owner)
            && (path.length < 2 || service.equals(path[0]) && entry.getKey().equals(path[1]))));
        changed();
      }
      default -> {
        return read(path[0], parameters);
      }
    }
    return "ok";
  }

  private void lease(String owner, Map<String, String> parameters) {
    leaseEnds.put(owner, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Long.parseLong(parameters.get("ttl"))));
  }

  private void endLeases() {
    long now = System.nanoTime();
    if (leaseEnds.values().removeIf(end -> end - now < 0)) {
      services.values().forEach(notes -> notes.values().removeIf(note -> !leaseEnds.containsKey(note.owner())));
      changed();
    }
  }

  private void changed() {
    version++;
    notifyAll();
  }

  private String read(String service, Map<String, String> parameters) throws InterruptedException {
    String seen = parameters.getOrDefault("seen", "").replace('+', ' ');
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Long.parseLong(parameters.getOrDefault("wait", "0")));
    while (title().equals(seen) && System.nanoTime() - end < 0) {
      wait(100); // also looks whether a lease has ended meanwhile
      endLeases();
    }
    StringBuilder text = new StringBuilder(title());
    services.getOrDefault(service, Map.of()).forEach((id, note) -> text.append('\n').append(id).append(' ')
        .append(Base64.getEncoder().encodeToString(note.record())));
    return text.toString();
  }

  private String title() {
    return store + " " + version;
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
