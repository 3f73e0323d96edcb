// Calls dev.tern.it.pb.Streams with @grpc/grpc-js: every kind of stream, errors, deadlines, cancelling.
//
// Arguments: host:port and the .proto file. The modules are on NODE_PATH. Prints a line for each case that went as it should.
'use strict';

const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const proto = grpc.loadPackageDefinition(loader.loadSync(process.argv[3], {longs: Number, defaults: true}));
const Streams = proto.dev.tern.it.pb.Streams;
const client = new Streams(process.argv[2], grpc.credentials.createInsecure());
const gzip = new Streams(process.argv[2], grpc.credentials.createInsecure(),
    {'grpc.default_compression_algorithm': 2});
const soon = () => ({deadline: Date.now() + 10_000});

function passed(name, good, failure) {
  console.log(name + (good ? ' passed' : ' FAILED' + (failure ? ': ' + failure : '')));
}

// A provider counts the deadline down as well. Its reset may be here before this process has looked at its own clock.
function ended(code, deadline) {
  return code === grpc.status.DEADLINE_EXCEEDED || code === grpc.status.CANCELLED && Date.now() >= deadline;
}

function collect(call) {
  return new Promise(resolve => {
    const numbers = [];
    let failure = null;
    let tenant;
    call.on('metadata', headers => { [tenant] = headers.get('tenant'); });
    call.on('data', chunk => numbers.push(chunk.number));
    call.on('error', error => { failure = error; });
    call.on('status', () => setImmediate(() => resolve({numbers, failure, tenant})));
  });
}

function upload(stub) {
  return new Promise((resolve, reject) => {
    const call = stub.up(new grpc.Metadata(), soon(), (error, sum) => error ? reject(error) : resolve(sum));
    for (let number = 0; number < 50; number++) {
      call.write({number, content: Buffer.alloc(1000)});
    }
    call.end();
  });
}

async function main() {
  const down = await collect(client.down({count: 100, bytes: 1000}, soon()));
  passed('down', down.failure === null && down.numbers.every((n, i) => n === i) && down.numbers.length === 100);
  const sum = await upload(client);
  passed('up', sum.count === 50 && sum.bytes === 50_000);
  const both = client.both(soon());
  for (let number = 0; number < 50; number++) {
    both.write({number});
  }
  both.end();
  passed('both', (await collect(both)).numbers.length === 50);
  passed('compressed', (await upload(gzip)).bytes === 50_000);
  const error = await collect(client.down({count: 2, bytes: 1, then: 'NOT_FOUND'}, soon()));
  passed('error', error.numbers.length === 2 && error.failure.code === grpc.status.NOT_FOUND
      && error.failure.details === 'no more of these', error.failure);
  const deadline = Date.now() + 300;
  const late = await collect(client.down({count: 1, then: 'silence'}, {deadline}));
  passed('deadline', ended(late.failure.code, deadline), late.failure);
  const metadata = new grpc.Metadata();
  metadata.set('tenant', 'acme');
  passed('metadata', (await collect(client.down({count: 1}, metadata, soon()))).tenant === 'acme');
  const cancelled = client.down({count: 1, then: 'silence'}, soon());
  cancelled.once('data', () => cancelled.cancel());
  const { failure } = await collect(cancelled);
  passed('cancel', failure.code === grpc.status.CANCELLED, failure);
  client.close();
  gzip.close();
}

main();
