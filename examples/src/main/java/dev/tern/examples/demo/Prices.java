package dev.tern.examples.demo;

import dev.tern.api.RpcMethod;
import dev.tern.api.RpcService;
import java.util.concurrent.CompletableFuture;

/** The service of the demo. Asking twice does no harm, so a call whose provider dies is answered by another one. */
@RpcService(name = "demo.Prices")
public interface Prices {
  /** The price of an article; the caller's thread waits for it. */
  @RpcMethod(idempotent = true)
  Price price(Ask ask);

  /** The same, later. */
  @RpcMethod(idempotent = true)
  CompletableFuture<Price> priceLater(Ask ask);

  /**
   * A question.
   *
   * @param id of this call, for the ledger
   * @param article number of the article
   */
  record Ask(String id, int article) {}

  /**
   * An answer.
   *
   * @param cents the price
   * @param provider number of the provider that answered
   */
  record Price(long cents, int provider) {}
}
