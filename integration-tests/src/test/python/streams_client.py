"""Calls dev.tern.it.pb.Streams with Debian's python3-grpcio: every kind of stream, errors, deadlines, cancelling.

streams_pb2 is on PYTHONPATH; the argument is host:port. Prints a line for each case that went as it should.
"""
import sys

import grpc
import streams_pb2 as pb

NAME = '/dev.tern.it.pb.Streams/'
channel = grpc.insecure_channel(sys.argv[1])
down = channel.unary_stream(NAME + 'Down', pb.Want.SerializeToString, pb.Chunk.FromString)
up = channel.stream_unary(NAME + 'Up', pb.Chunk.SerializeToString, pb.Sum.FromString)
both = channel.stream_stream(NAME + 'Both', pb.Chunk.SerializeToString, pb.Chunk.FromString)


def chunks(count, size):
    return (pb.Chunk(number=number, content=b'x' * size) for number in range(count))


def passed(case, good, failure=None):
    told = ': %s, %s' % (failure.code(), failure.details()) if failure else ''
    print(case + (' passed' if good else ' FAILED' + told), flush=True)


passed('down', [c.number for c in down(pb.Want(count=100, bytes=1000), timeout=10)] == list(range(100)))
passed('up', up(chunks(50, 1000), timeout=10) == pb.Sum(count=50, bytes=50000))
passed('both', [c.number for c in both(chunks(50, 10), timeout=10)] == list(range(50)))
passed('compressed', up(chunks(50, 1000), timeout=10, compression=grpc.Compression.Gzip).bytes == 50000)

seen = []
try:
    for chunk in down(pb.Want(count=2, bytes=1, then='NOT_FOUND'), timeout=10):
        seen.append(chunk.number)
except grpc.RpcError as e:
    passed('error', seen == [0, 1] and e.code() == grpc.StatusCode.NOT_FOUND and e.details() == 'no more of these',
           e)

try:
    list(down(pb.Want(count=1, bytes=1, then='silence'), timeout=0.3))
except grpc.RpcError as e:
    passed('deadline', e.code() == grpc.StatusCode.DEADLINE_EXCEEDED, e)

call = down(pb.Want(count=1, bytes=1), metadata=(('tenant', 'acme'),), timeout=10)
list(call)
passed('metadata', dict(call.initial_metadata()).get('tenant') == 'acme')

call = down(pb.Want(count=1, bytes=1, then='silence'), timeout=10)
passed('cancel', next(call).number == 0 and call.cancel())
