package dev.tern.it;

import dev.tern.api.spi.FilterFactory;
import dev.tern.tck.FilterContract;

class TrailFilterContractTest extends FilterContract {
  @Override
  protected FilterFactory factory() {
    return new TrailFilterFactory.Inner();
  }
}
