"""Serves dev.tern.it.pb.Streams with Debian's python3-grpcio on a free port of loopback, until it is ended.

streams_pb2 is on PYTHONPATH. Prints its port, then a line for each call that its consumer cancelled or left.
"""
import time
from concurrent import futures

import grpc
import streams_pb2 as pb

NAME = 'dev.tern.it.pb.Streams'


def echo_metadata(context):
    received = dict(context.invocation_metadata())
    if 'tenant' in received:
        context.send_initial_metadata((('tenant', received['tenant']),))


def watch_end(context, method):
    def ended():
        if context.code() is None:
            print('cancelled ' + method, flush=True)
    context.add_callback(ended)


def down(want, context):
    echo_metadata(context)
    watch_end(context, 'Down')
    for number in range(want.count):
        yield pb.Chunk(number=number, content=bytes(want.bytes))
    if want.then == 'silence':
        while context.is_active():
            time.sleep(0.01)
    elif want.then:
        context.abort(grpc.StatusCode[want.then], 'as asked: \u263a')
    context.set_code(grpc.StatusCode.OK)


def up(chunks, context):
    echo_metadata(context)
    count = size = 0
    for chunk in chunks:
        count += 1
        size += len(chunk.content)
    return pb.Sum(count=count, bytes=size)


def both(chunks, context):
    echo_metadata(context)
    for chunk in chunks:
        yield chunk


handlers = {
    'Down': grpc.unary_stream_rpc_method_handler(down, pb.Want.FromString, pb.Chunk.SerializeToString),
    'Up': grpc.stream_unary_rpc_method_handler(up, pb.Chunk.FromString, pb.Sum.SerializeToString),
    'Both': grpc.stream_stream_rpc_method_handler(both, pb.Chunk.FromString, pb.Chunk.SerializeToString),
}
server = grpc.server(futures.ThreadPoolExecutor(8), compression=grpc.Compression.Gzip)
server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(NAME, handlers),))
print('port=%d' % server.add_insecure_port('127.0.0.1:0'), flush=True)
server.start()
server.wait_for_termination()
