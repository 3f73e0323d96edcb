package dev.tern.examples.registry;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tern.api.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One request at a time to a board. Closing it, from any thread, ends the one under way. */
final class BoardClient implements AutoCloseable {
  private final Endpoint address;
  private @Nullable HttpURLConnection underWay; // guarded by this
  private boolean closed; // guarded by this

  BoardClient(Endpoint address) {
    this.address = address;
  }

  /** To the same board, for requests side by side. */
  BoardClient another() {
    return new BoardClient(address);
  }

  String send(String method, String path, byte @Nullable [] body, Duration timeout) throws IOException {
    HttpURLConnection connection = open(path);
    try {
      connection.setRequestMethod(method);
      connection.setConnectTimeout((int) timeout.toMillis());
      connection.setReadTimeout((int) timeout.toMillis());
      if (body != null) {
        connection.setDoOutput(true);
        connection.getOutputStream().write(body);
      }
      if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
        throw new IOException("the board answered " + connection.getResponseCode());
      }
      try (InputStream in = connection.getInputStream()) {
        return new String(in.readAllBytes(), US_ASCII);
      }
    } finally {
      end(connection);
    }
  }

  private HttpURLConnection open(String path) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create("http://" + address + path).toURL().openConnection();
    synchronized (this) {
      if (closed) {
        throw new IOException("this handle of the registry is closed");
      }
      underWay = connection;
    }
    return connection;
  }

  private void end(HttpURLConnection connection) {
    synchronized (this) {
      if (underWay == connection) {
        underWay = null;
      }
    }
  }

  @Override
  public void close() {
    HttpURLConnection ending;
    synchronized (this) {
      closed = true;
      ending = underWay;
    }
    if (ending != null) {
      ending.disconnect();
    }
  }
}
