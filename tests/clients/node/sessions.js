// Sessions from files and memory, every type of tensor, shapes, what is fetched, what is refused.
'use strict';
const fs = require('fs');

// What a promise is refused with.
async function refusal(promise) {
  try {
    await promise;
    return 'no error';
  } catch (error) {
    return error instanceof Error ? error.message : `no Error: ${error}`;
  }
}

// A session that is made, used and released.
async function using(session, use) {
  try {
    return await use(session);
  } finally {
    await session.release();
  }
}

async function sources({ ort, file }) {
  const image = new ort.Tensor('float32', Float32Array.from({ length: 64 }, (_, i) => i / 64), [1, 1, 8, 8]);
  const bytes = fs.readFileSync(file('digits.onnx'));
  const padded = new Uint8Array(bytes.length + 11);
  padded.set(bytes, 5);
  const made = {
    path: [file('digits.onnx')],
    buffer: [bytes],
    array: [new Uint8Array(bytes)],
    part: [padded.buffer, 5, bytes.length],
    view: [padded.subarray(5, 5 + bytes.length)],
    options: [bytes, { intraOpNumThreads: 1 }],
  };
  const results = {};
  for (const [name, source] of Object.entries(made)) {
    results[name] = await using(await ort.InferenceSession.create(...source), async (session) => ({
      names: [session.inputNames, session.outputNames],
      metadata: [session.inputMetadata, session.outputMetadata],
      outputs: await session.run({ image }),
    }));
  }
  return results;
}

// Each type there and back; `values` of the types that the package knows.
async function types({ ort, file }) {
  const big = [-(2n ** 63n), -1n, 0n, 2n ** 63n - 1n];
  const values = {
    float32: new Float32Array([-0, 1.5, Infinity, NaN]),
    float64: new Float64Array([1 / 3, -1e300, -Infinity, 5e-324]),
    float16: new Uint16Array([0x3c00, 0xfbff, 0x0001, 0x7c00]),
    int8: new Int8Array([-128, -1, 0, 127]),
    uint8: new Uint8Array([0, 1, 128, 255]),
    int16: new Int16Array([-32768, -1, 0, 32767]),
    uint16: new Uint16Array([0, 1, 32768, 65535]),
    int32: new Int32Array([-2147483648, -1, 0, 2147483647]),
    uint32: new Uint32Array([0, 1, 2147483648, 4294967295]),
    int64: new BigInt64Array(big),
    uint64: new BigUint64Array([0n, 1n, 2n ** 63n, 2n ** 64n - 1n]),
    bool: new Uint8Array([1, 0, 0, 1]),
    string: ['', 'word', 'größer', 'a\u{1f600}b'],
  };
  return using(await ort.InferenceSession.create(file('types.onnx')), async (session) => {
    const run = async (dims, length) => {
      const feeds = {};
      for (const [type, data] of Object.entries(values)) {
        const tensor = type === 'float16' && globalThis.Float16Array ? new Float16Array(data.buffer) : data;
        feeds[`in_${type}`] = new ort.Tensor(type, tensor.slice(0, length), dims);
      }
      return session.run(feeds);
    };
    return {
      metadata: session.inputMetadata,
      matrix: await run([2, 2], 4),
      scalar: await run([], 1),
      empty: await run([0, 3], 0),
    };
  });
}

async function fourBits({ ort, file }) {
  return using(await ort.InferenceSession.create(file('four_bits.onnx')), async (session) => ({
    metadata: session.inputMetadata,
    refused: await refusal(session.run({ in_uint4: new ort.Tensor('uint4', new Uint8Array([0x21, 0x43]), [4]) })),
  }));
}

async function shapes({ ort, file }) {
  const rows = (count, width = 3) =>
    new ort.Tensor('float32', Float32Array.from({ length: count * width }, (_, i) => i), [count, width]);
  return using(await ort.InferenceSession.create(file('double.onnx')), async (session) => {
    const runs = [];
    for (const count of [1, 4, 2, 0, 100, 1]) runs.push(await session.run({ x: rows(count) }));
    return {
      metadata: [session.inputMetadata, session.outputMetadata],
      runs,
      wrongWidth: await refusal(session.run({ x: rows(2, 4) })),
      wrongRank: await refusal(session.run({ x: new ort.Tensor('float32', [1, 2, 3], [3]) })),
      after: await session.run({ x: rows(1) }),
    };
  });
}

// Outputs by name, all of them, or into memory of the caller.
async function fetches({ ort, file }) {
  const x = new ort.Tensor('float32', [1, 2, 3], [1, 3]);
  return using(await ort.InferenceSession.create(file('double.onnx')), async (session) => {
    const memory = new Float32Array(3);
    const into = await session.run({ x }, { y: new ort.Tensor('float32', memory, [1, 3]) });
    return {
      all: Object.keys(await session.run({ x })),
      named: Object.keys(await session.run({ x }, ['sizes'])),
      unset: Object.keys(await session.run({ x }, { y: null })),
      into,
      memory,
      wrongMemory: await refusal(session.run({ x }, { y: new ort.Tensor('float32', new Float32Array(2), [2]) })),
      unknown: await refusal(session.run({ x }, ['z'])),
    };
  });
}

async function refusals({ ort, file }) {
  const { InferenceSession, Tensor } = ort;
  const x = new Tensor('float32', [1, 2, 3], [1, 3]);
  const session = await InferenceSession.create(file('double.onnx'));
  const refused = {
    noFile: await refusal(InferenceSession.create(file('none.onnx'))),
    noModel: await refusal(InferenceSession.create(Buffer.from('no model'))),
    empty: await refusal(InferenceSession.create(new Uint8Array(0))),
    noKernel: await refusal(InferenceSession.create(file('unknown_operator.onnx'))),
    missing: await refusal(session.run({})),
    strange: await refusal(session.run({ x, other: x })),
    wrongType: await refusal(session.run({ x: new Tensor('float64', [1, 2, 3], [1, 3]) })),
    wrongKind: await refusal(session.run({ x: [1, 2, 3] })),
    inRun: await using(await InferenceSession.create(file('gather.onnx')), (gather) =>
      refusal(gather.run({ index: new Tensor('int64', [7n], [1]) }))
    ),
  };
  refused.good = (await session.run({ x })).y;
  await session.release();
  refused.released = await refusal(session.run({ x }));
  refused.releasedTwice = await refusal(session.release());
  return refused;
}

// What is no tensor: the package tells so, and runs what is beside it.
async function otherKinds({ ort, file }) {
  const x = new ort.Tensor('float32', [1, 2, 3], [3]);
  return using(await ort.InferenceSession.create(file('sequence.onnx')), async (session) => ({
    metadata: session.outputMetadata,
    beside: await session.run({ x }, ['y']),
    sequence: await refusal(session.run({ x }, ['parts'])),
  }));
}

module.exports = { sources, types, fourBits, shapes, fetches, refusals, otherKinds };
