// Calls bazaar.Bazaar with @grpc/grpc-js, which loads the exported .proto as it is.
//
// Arguments: the provider's address, the .proto file. The modules are on NODE_PATH.
'use strict';

const assert = require('node:assert');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const TIMEOUT_MILLIS = 20_000;

const definition = loader.loadSync(process.argv[3], {longs: String, enums: String, oneofs: true});
const {bazaar} = grpc.loadPackageDefinition(definition);
const client = new bazaar.Bazaar(process.argv[2], grpc.credentials.createInsecure());

function call(method, request) {
  return new Promise((resolve, reject) => client[method](request, {deadline: Date.now() + TIMEOUT_MILLIS},
      (error, reply) => (error ? reject(error) : resolve(reply))));
}

const sample = {
  id: '9007199254740993',
  items: [{sku: 'lamp', count: 2, unitPrice: '19.90'}, {sku: '', count: 0, unitPrice: '0'}],
  stock: {lamp: 0, größe: -1},
  byColor: {BLUE: {circle: {radius: 0.5}}},
  color: 'COLOR_RED',
  wrapping: {square: {side: 0, color: 'COLOR_GREEN'}},
  note: '',
  placedAt: {seconds: '-1', nanos: 999_999_999},
  patience: {seconds: '-1', nanos: -500_000_000},
  due: '2026-11-22',
  grid: [{}, {values: [1, 0, -1]}],
};

// What was received says the same as what was sent: a field that is absent here may be absent or zero there.
function check(actual, expected, path = '') {
  if (typeof expected !== 'object') {
    assert.strictEqual(actual === undefined && expected === 0 ? 0 : actual, expected, path);
    return;
  }
  assert.ok(actual !== undefined && actual !== null, path);
  if (Array.isArray(expected)) {
    assert.strictEqual(actual.length, expected.length, path);
  }
  for (const [name, value] of Object.entries(expected)) {
    check(actual[name], value, `${path}.${name}`);
  }
}

async function place() {
  const receipt = await call('place', sample);
  assert.strictEqual(receipt.total, '39.80');
  check(receipt.order, sample);
  assert.strictEqual(receipt.order.wrapping.kind, 'square');
}

async function find() {
  assert.ok(!(await call('find', {})).result);
  check((await call('find', {id: 7})).result, sample);
}

async function scale() {
  const {result} = await call('scale', {
    shapes: [{circle: {radius: 1.5}}, {square: {side: 4, color: 'COLOR_RED'}}, {square: {side: 2}}],
    factor: 2,
    onlyThis: 'COLOR_RED',
  });
  assert.strictEqual(result.length, 2);
  assert.strictEqual(result[0].circle.radius, 3);
  check(result[1].square, {side: 8, color: 'COLOR_RED'});
}

async function fail() {
  await assert.rejects(call('fail', {how: 'chosen'}),
      error => error.code === grpc.status.NOT_FOUND && error.details === 'no such order: über');
  await assert.rejects(call('fail', {how: 'otherwise'}),
      error => error.code === grpc.status.UNKNOWN && !error.details.includes('secret'));
}

(async () => {
  await place();
  await find();
  await scale();
  await fail();
  client.close();
  console.log('place find scale fail: as expected');
})().catch(error => {
  console.error(error);
  process.exit(1);
});
