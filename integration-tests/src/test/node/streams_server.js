// Serves dev.tern.it.pb.Streams with @grpc/grpc-js on a free port of loopback, until it is ended.
//
// Argument: the .proto file. The modules are on NODE_PATH. Prints its port, then a line for each call that was cancelled.
'use strict';

const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const definition = grpc.loadPackageDefinition(loader.loadSync(process.argv[2], {longs: Number, defaults: true}));

function echoMetadata(call) {
  const [tenant] = call.metadata.get('tenant');
  if (tenant !== undefined) {
    const headers = new grpc.Metadata();
    headers.set('tenant', tenant);
    call.sendMetadata(headers);
  }
}

function down(call) {
  echoMetadata(call);
  call.on('cancelled', () => console.log('cancelled Down'));
  const {count, bytes, then} = call.request;
  for (let number = 0; number < count; number++) {
    call.write({number, content: Buffer.alloc(bytes)});
  }
  if (then === '') {
    call.end();
  } else if (then !== 'silence') {
    call.emit('error', {code: grpc.status[then], details: 'as asked: \u263a'});
  }
}

function up(call, callback) {
  echoMetadata(call);
  const sum = {count: 0, bytes: 0};
  call.on('data', chunk => {
    sum.count++;
    sum.bytes += chunk.content.length;
  });
  call.on('end', () => callback(null, sum));
}

function both(call) {
  echoMetadata(call);
  call.on('data', chunk => call.write(chunk));
  call.on('end', () => call.end());
}

const server = new grpc.Server();
server.addService(definition.dev.tern.it.pb.Streams.service, {Down: down, Up: up, Both: both});
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) {
    throw error;
  }
  console.log(`port=${port}`);
});
