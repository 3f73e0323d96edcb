package dev.tern.it;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** What one class of Tern logs while this is open. */
final class Logged extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final Logger logger;
  private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

  Logged(String className) {
    logger = (Logger) LoggerFactory.getLogger(className);
    start();
    logger.addAppender(this);
  }

  @Override
  protected void append(ILoggingEvent event) {
    events.add(event);
  }

  /** Lines that begin so. */
  List<String> lines(String beginning) {
    return events.stream().map(ILoggingEvent::getFormattedMessage).filter(line -> line.startsWith(beginning)).toList();
  }

  /** The stacks that were logged, line by line. */
  String stacks() {
    return events.stream().map(ILoggingEvent::getThrowableProxy).filter(proxy -> proxy != null)
        .map(Logged::stack).collect(Collectors.joining("\n"));
  }

  private static String stack(IThrowableProxy proxy) {
    return proxy.getMessage() + "\n" + Arrays.stream(proxy.getStackTraceElementProxyArray())
        .map(Object::toString).collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    logger.detachAppender(this);
  }
}
