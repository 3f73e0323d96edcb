"""Calls bazaar.Bazaar with Debian's python3-grpcio and what protoc made of the exported .proto.

Arguments: the provider's address. bazaar_pb2 is on PYTHONPATH.
"""
import sys

import grpc
import bazaar_pb2 as pb

TIMEOUT_SECONDS = 20


def call(channel, method, request, reply_type):
    stub = channel.unary_unary('/bazaar.Bazaar/' + method,
                               request_serializer=type(request).SerializeToString,
                               response_deserializer=reply_type.FromString)
    return stub(request, timeout=TIMEOUT_SECONDS)


def equal(actual, expected):
    if actual != expected:
        raise AssertionError('%r is not %r' % (actual, expected))


def sample():
    order = pb.Order(id=2 ** 53 + 1, color=pb.COLOR_RED, note='', due='2026-11-22')
    order.items.add(sku='lamp', count=2, unit_price='19.90')
    order.items.add(sku='', count=0, unit_price='0')
    order.stock['lamp'] = 0
    order.stock['größe'] = -1
    order.by_color['BLUE'].circle.radius = 0.5
    order.wrapping.square.color = pb.COLOR_GREEN
    order.placed_at.FromNanoseconds(-1)
    order.patience.FromMilliseconds(-1500)
    order.grid.add()
    order.grid.add(values=[1, 0, -1])
    return order


def place(channel):
    receipt = call(channel, 'place', sample(), pb.Receipt)
    equal(receipt.total, '39.80')
    equal(receipt.order, sample())
    equal(receipt.order.wrapping.WhichOneof('kind'), 'square')
    equal(receipt.order.HasField('note'), True)
    equal(receipt.order.placed_at.ToJsonString(), '1969-12-31T23:59:59.999999999Z')


def find(channel):
    equal(call(channel, 'find', pb.FindRequest(), pb.FindResponse).HasField('result'), False)
    equal(call(channel, 'find', pb.FindRequest(id=7), pb.FindResponse).result, sample())


def scale(channel):
    request = pb.ScaleRequest(factor=2, only_this=pb.COLOR_RED)
    request.shapes.add().circle.radius = 1.5
    red = request.shapes.add().square
    red.side = 4
    red.color = pb.COLOR_RED
    request.shapes.add().square.side = 2
    shapes = call(channel, 'scale', request, pb.ScaleResponse).result
    equal(len(shapes), 2)
    equal(shapes[0].circle.radius, 3.0)
    equal((shapes[1].square.side, shapes[1].square.color), (8, pb.COLOR_RED))


def fail(channel):
    for how, code, text in (('chosen', grpc.StatusCode.NOT_FOUND, 'no such order: über'),
                            ('otherwise', grpc.StatusCode.UNKNOWN, None)):
        try:
            call(channel, 'fail', pb.FailRequest(how=how), pb.FailResponse)
        except grpc.RpcError as error:
            equal(error.code(), code)
            if text is not None:
                equal(error.details(), text)
            equal('secret' in error.details(), False)
        else:
            raise AssertionError(how + ' did not fail')


with grpc.insecure_channel(sys.argv[1]) as connected:
    place(connected)
    find(connected)
    scale(connected)
    fail(connected)
print('place find scale fail: as expected')
