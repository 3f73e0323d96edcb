package dev.tern.core.registry;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** Keeps what is logged at INFO and above, as {@code WARN text}. */
final class RecordingLogger extends LegacyAbstractLogger {
  private static final long serialVersionUID = 1;

  final transient List<String> lines = new CopyOnWriteArrayList<>();

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  protected void handleNormalizedLoggingCall(Level level, @Nullable Marker marker, String text,
      Object @Nullable [] arguments, @Nullable Throwable cause) {
    lines.add(level + " " + MessageFormatter.basicArrayFormat(text, arguments));
  }

  @Override
  public boolean isTraceEnabled() {
    return false;
  }

  @Override
  public boolean isDebugEnabled() {
    return false;
  }

  @Override
  public boolean isInfoEnabled() {
    return true;
  }

  @Override
  public boolean isWarnEnabled() {
    return true;
  }

  @Override
  public boolean isErrorEnabled() {
    return true;
  }
}
