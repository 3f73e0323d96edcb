package dev.tern.it;

import dev.tern.api.Code;
import dev.tern.api.RpcException;
import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Plain Java types of every kind, for clients that know of them only what the exported {@code .proto} says. */
@RpcService(name = "bazaar.Bazaar")
interface Bazaar {
  enum Color { RED, GREEN, BLUE }

  sealed interface Shape permits Circle, Square {}

  record Circle(double radius) implements Shape {}

  record Square(int side, @Nullable Color color) implements Shape {}

  record Item(String sku, int count, BigDecimal unitPrice) {}

  record Order(long id, List<Item> items, Map<String, Integer> stock, Map<Color, Shape> byColor, @Nullable Color color,
      Shape wrapping, Optional<String> note, Instant placedAt, Duration patience, LocalDate due,
      List<List<Integer>> grid) {}

  record Receipt(Order order, BigDecimal total) {}

  Receipt place(Order order);

  @RpcMethod(idempotent = true)
  Optional<Order> find(long id);

  List<Shape> scale(List<Shape> shapes, double factor, @Nullable Color onlyThis);

  void fail(String how);

  /** What every client sends, in its own language. */
  static Order sample() {
    return new Order(1L << 53 | 1, List.of(new Item("lamp", 2, new BigDecimal("19.90")), new Item("", 0,
        BigDecimal.ZERO)), Map.of("lamp", 0, "größe", -1), Map.of(Color.BLUE, new Circle(0.5)), Color.RED, new Square(0, Color.GREEN),
        Optional.of(""), Instant.parse("1969-12-31T23:59:59.999999999Z"), Duration.ofMillis(-1500),
        LocalDate.of(2026, 11, 22), List.of(List.of(), List.of(1, 0, -1)));
  }

  /** Answers, and remembers what it was given. */
  final class Provider implements Bazaar {
    private final List<Object> received = Collections.synchronizedList(new ArrayList<>());

    List<Object> received() {
      return List.copyOf(received);
    }

    @Override
    public Receipt place(Order order) {
      received.add(order);
      return new Receipt(order, order.items().stream()
          .map(item -> item.unitPrice().multiply(BigDecimal.valueOf(item.count())))
          .reduce(BigDecimal.ZERO, BigDecimal::add));
    }

    @Override
    public Optional<Order> find(long id) {
      received.add(id);
      return id == 0 ? Optional.empty() : Optional.of(sample());
    }

    @Override
    public List<Shape> scale(List<Shape> shapes, double factor, @Nullable Color onlyThis) {
      received.add(shapes);
      List<Shape> scaled = new ArrayList<>();
      for (Shape shape : shapes) {
        if (shape instanceof Circle circle) {
          scaled.add(new Circle(circle.radius() * factor));
        } else if (shape instanceof Square square && (onlyThis == null || onlyThis == square.color())) {
          scaled.add(new Square((int) (square.side() * factor), square.color()));
        }
      }
      return scaled;
    }

    @Override
    public void fail(String how) {
      received.add(how);
      if (how.equals("chosen")) {
        throw new RpcException(Code.NOT_FOUND, "no such order: über");
      }
      throw new IllegalStateException("a secret");
    }
  }
}
