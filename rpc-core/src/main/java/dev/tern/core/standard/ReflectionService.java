package dev.tern.core.standard;

import dev.tern.api.Code;
import dev.tern.api.contract.MethodKind;
import dev.tern.api.spi.ServerRoute;
import dev.tern.core.wire.WireReader;
import dev.tern.core.wire.WireWriter;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * {@code grpc.reflection.v1.ServerReflection} of one server, and {@code v1alpha}, whose messages have the same bytes:
 * tells a tool what can be called here, and with what.
 */
final class ReflectionService {
  static final List<String> VERSIONS = List.of("v1", "v1alpha");

  private static final int MAX_STREAMS_PER_CONNECTION = 10;
  private static final int MAX_STREAMS = 100;
  private static final int HOST = 1;
  private static final int FILE_BY_NAME = 3;
  private static final int FILE_OF_SYMBOL = 4;
  private static final int FILE_OF_EXTENSION = 5;
  private static final int EXTENSION_NUMBERS = 6;
  private static final int LIST_SERVICES = 7;
  private static final int CONTAINING_TYPE = 1;
  private static final int EXTENSION_NUMBER = 2;
  private static final int VALID_HOST = 1;
  private static final int ORIGINAL_REQUEST = 2;
  private static final int FILES = 4;
  private static final int NUMBERS = 5;
  private static final int SERVICES = 6;
  private static final int ERROR = 7;

  private final DescriptorIndex index;
  private final byte[] services;
  private final OpenStreams<ReflectionStream> streams = new OpenStreams<>(MAX_STREAMS_PER_CONNECTION, MAX_STREAMS);

  /** @param names of all services here */
  ReflectionService(DescriptorIndex index, Collection<String> names) {
    this.index = index;
    WireWriter list = new WireWriter();
    new TreeSet<>(names).forEach(name -> list.message(1, new WireWriter().text(1, name)));
    this.services = list.toByteArray();
  }

  static String name(String version) {
    return "grpc.reflection." + version + ".ServerReflection";
  }

  List<ServerRoute> routes() {
    return VERSIONS.stream().<ServerRoute>map(version -> new StandardRoute(
        "/" + name(version) + "/ServerReflectionInfo", MethodKind.BIDI_STREAM,
        call -> ReflectionStream.start(call, this))).toList();
  }

  OpenStreams<ReflectionStream> streams() {
    return streams;
  }

  /** Ends every stream, and those that still come. */
  void end() {
    streams.close();
    streams.forEach(ReflectionStream::end);
  }

  /**
   * What is answered to one request.
   *
   * @throws dev.tern.core.wire.MalformedMessageException if it is none
   */
  WireWriter answer(byte[] request) {
    String host = "";
    int asked = 0;
    WireReader question = new WireReader(new byte[0]);
    String text = "";
    WireReader reader = new WireReader(request);
    while (reader.next()) {
      if (reader.isBytes(HOST)) {
        host = reader.text();
      }
      for (int field = FILE_BY_NAME; field <= LIST_SERVICES; field++) {
        if (reader.isBytes(field)) { // they exclude each other: the last one counts
          asked = field;
          question = reader.message();
          text = field == FILE_OF_EXTENSION ? "" : reader.text();
        }
      }
    }
    WireWriter response = new WireWriter().text(VALID_HOST, host).bytes(ORIGINAL_REQUEST, request);
    switch (asked) {
      case FILE_BY_NAME -> files(response, index.file(text), "no file of that name here");
      case FILE_OF_SYMBOL -> files(response, index.fileOfSymbol(text), "no service, method, message or enum of that "
          + "name here");
      case FILE_OF_EXTENSION -> files(response, extension(question), "no such extension here");
      case EXTENSION_NUMBERS -> numbers(response, text, index.extensionNumbers(text));
      case LIST_SERVICES -> response.bytes(SERVICES, services);
      default -> error(response, Code.INVALID_ARGUMENT, "the request asks for nothing that is known here");
    }
    return response;
  }

  private byte @Nullable [] extension(WireReader question) {
    String type = "";
    int number = 0;
    while (question.next()) {
      if (question.isBytes(CONTAINING_TYPE)) {
        type = question.text();
      } else if (question.isNumber(EXTENSION_NUMBER)) {
        number = (int) question.number();
      }
    }
    return index.fileOfExtension(type, number);
  }

  private static void files(WireWriter response, byte @Nullable [] found, String otherwise) {
    if (found != null) {
      response.bytes(FILES, found);
    } else {
      error(response, Code.NOT_FOUND, otherwise);
    }
  }

  private static void numbers(WireWriter response, String type, @Nullable List<Integer> found) {
    if (found == null) {
      error(response, Code.NOT_FOUND, "no message of that name here");
      return;
    }
    WireWriter numbers = new WireWriter().text(1, type);
    found.forEach(number -> numbers.number(2, number));
    response.message(NUMBERS, numbers);
  }

  private static void error(WireWriter response, Code code, String text) {
    response.message(ERROR, new WireWriter().number(1, code.number()).text(2, text));
  }
}
