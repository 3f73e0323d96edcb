package dev.tern.core.standard;

import dev.tern.core.standard.FileDescription.Kind;

/** The standard services as reflection describes them. */
final class StandardFiles {
  private StandardFiles() {}

  /** {@code grpc/health/v1/health.proto}. */
  static byte[] health() {
    FileDescription file = new FileDescription("grpc/health/v1/health.proto", "grpc.health.v1");
    return file
        .add(file.message("HealthCheckRequest").field("service", 1, Kind.STRING))
        .add(file.message("HealthCheckResponse")
            .enumField("status", 1, "HealthCheckResponse.ServingStatus")
            .nestedEnum("ServingStatus", "UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"))
        .add(file.message("HealthListRequest"))
        .add(file.message("HealthListResponse").map("statuses", 1, "StatusesEntry", "HealthCheckResponse"))
        .add(file.service("Health")
            .unary("Check", "HealthCheckRequest", "HealthCheckResponse")
            .unary("List", "HealthListRequest", "HealthListResponse")
            .serverStream("Watch", "HealthCheckRequest", "HealthCheckResponse"))
        .toBytes();
  }

  /** @param version of reflection: {@code v1}, or {@code v1alpha}, which differs in its name alone */
  static byte[] reflection(String version) {
    String oneof = "message_request";
    String answer = "message_response";
    FileDescription file = new FileDescription("grpc/reflection/" + version + "/reflection.proto",
        "grpc.reflection." + version);
    return file
        .add(file.message("ServerReflectionRequest")
            .field("host", 1, Kind.STRING)
            .field("file_by_filename", 3, Kind.STRING).in(oneof)
            .field("file_containing_symbol", 4, Kind.STRING).in(oneof)
            .field("file_containing_extension", 5, "ExtensionRequest").in(oneof)
            .field("all_extension_numbers_of_type", 6, Kind.STRING).in(oneof)
            .field("list_services", 7, Kind.STRING).in(oneof))
        .add(file.message("ExtensionRequest")
            .field("containing_type", 1, Kind.STRING)
            .field("extension_number", 2, Kind.INT32))
        .add(file.message("ServerReflectionResponse")
            .field("valid_host", 1, Kind.STRING)
            .field("original_request", 2, "ServerReflectionRequest")
            .field("file_descriptor_response", 4, "FileDescriptorResponse").in(answer)
            .field("all_extension_numbers_response", 5, "ExtensionNumberResponse").in(answer)
            .field("list_services_response", 6, "ListServiceResponse").in(answer)
            .field("error_response", 7, "ErrorResponse").in(answer))
        .add(file.message("FileDescriptorResponse").repeated("file_descriptor_proto", 1, Kind.BYTES))
        .add(file.message("ExtensionNumberResponse")
            .field("base_type_name", 1, Kind.STRING)
            .repeated("extension_number", 2, Kind.INT32))
        .add(file.message("ListServiceResponse").repeated("service", 1, "ServiceResponse"))
        .add(file.message("ServiceResponse").field("name", 1, Kind.STRING))
        .add(file.message("ErrorResponse")
            .field("error_code", 1, Kind.INT32)
            .field("error_message", 2, Kind.STRING))
        .add(file.service("ServerReflection")
            .bidiStream("ServerReflectionInfo", "ServerReflectionRequest", "ServerReflectionResponse"))
        .toBytes();
  }
}
