package dev.tern.core.transport.grpc;

/**
 * How one server writes and reads messages.
 *
 * @param out lends buffers for what is sent
 * @param in reads what is received
 * @param compressAboveBytes length from which replies are compressed
 */
record ServerMessages(BufferPool out, InMessages in, int compressAboveBytes) {}
