// Options of sessions and of runs, profiles, messages.
'use strict';
const fs = require('fs');

async function outcome(make) {
  try {
    return await make();
  } catch (error) {
    return `${error.message}`;
  }
}

// y of the model, under each set of options.
async function sessionOptions({ ort, file }) {
  const { InferenceSession, Tensor } = ort;
  const x = new Tensor('float32', [1, 2, 3], [1, 3]);
  const y = (model, options) =>
    outcome(async () => {
      const session = await InferenceSession.create(file(model), options);
      const { y } = await session.run({ x });
      await session.release();
      return y;
    });
  const sets = {
    none: {},
    cpu: { executionProviders: ['cpu'] },
    cpuObject: { executionProviders: [{ name: 'cpu', useArena: false }] },
    fallback: { executionProviders: ['no_such_provider', 'cpu'] },
    cuda: { executionProviders: ['cuda'] },
    threads: { intraOpNumThreads: 2, interOpNumThreads: 2, executionMode: 'parallel' },
    badThreads: { intraOpNumThreads: -1 },
    sequential: { executionMode: 'sequential', enableCpuMemArena: false, enableMemPattern: false },
    badMode: { executionMode: 'sideways' },
    badLevel: { graphOptimizationLevel: 'most' },
    log: { logId: 'mine', logSeverityLevel: 3, logVerbosityLevel: 0 },
    badSeverity: { logSeverityLevel: 9 },
    extra: { extra: { session: { intra_op: { allow_spinning: '0' }, set_denormal_as_zero: '1' } } },
    badExtra: { extra: { session: { set_denormal_as_zero: 1 } } },
    free: { freeDimensionOverrides: { batch: 1 } },
    location: { preferredOutputLocation: 'cpu' },
    locations: { preferredOutputLocation: { y: 'cpu' } },
    badLocation: { preferredOutputLocation: { z: 'cpu' } },
  };
  for (const level of ['disabled', 'basic', 'extended', 'layout', 'all']) sets[level] = { graphOptimizationLevel: level };
  const results = {};
  for (const [name, options] of Object.entries(sets)) results[name] = await y('double.onnx', options);

  const optimized = file('optimized.onnx');
  fs.rmSync(optimized, { force: true });
  results.optimizing = await y('double.onnx', { optimizedModelFilePath: optimized, graphOptimizationLevel: 'basic' });
  results.optimized = await y('optimized.onnx', {});
  results.data = await y('external.onnx', { externalData: [{ path: 'weights.bin', data: fs.readFileSync(file('held.bin')) }] });
  results.noData = await y('external.onnx', {});
  return results;
}

async function runOptions({ ort, file }) {
  const x = new ort.Tensor('float32', [1, 2, 3], [1, 3]);
  const session = await ort.InferenceSession.create(file('double.onnx'));
  const results = {};
  const sets = {
    none: {},
    log: { tag: 'mine', logSeverityLevel: 2, logVerbosityLevel: 0 },
    go: { terminate: false },
    stop: { terminate: true },
    extra: { extra: { memory: { enable_memory_arena_shrinkage: 'cpu:0' } } },
    badSeverity: { logSeverityLevel: 9 },
    badTag: { tag: 5 },
    again: {},
  };
  for (const [name, options] of Object.entries(sets)) {
    results[name] = await outcome(async () => (await session.run({ x }, ['y'], options)).y);
  }
  await session.release();
  return results;
}

// The events of a profile: names of their kinds, of nodes, and whether all of them have times.
async function profiles({ ort, file, folder }) {
  const session = await ort.InferenceSession.create(file('double.onnx'), {
    enableProfiling: true,
    profileFilePrefix: file('profile'),
  });
  session.startProfiling();
  const x = new ort.Tensor('float32', [1, 2, 3], [1, 3]);
  for (let i = 0; i < 3; ++i) await session.run({ x });
  session.endProfiling();
  await session.release();
  const written = fs.readdirSync(folder).filter((name) => name.startsWith('profile'));
  const events = JSON.parse(fs.readFileSync(file(written[0])));
  return {
    files: written.length,
    runs: events.filter((event) => event.name === 'model_run').length,
    kinds: [...new Set(events.map((event) => event.cat))].sort(),
    nodes: events.filter((event) => event.name === 'twice_kernel_time').length,
    operator: events.find((event) => event.name === 'twice_kernel_time').args.op_name,
    timed: events.every((event) => Number.isInteger(event.ts) && event.dur >= 0),
  };
}

async function about({ ort }) {
  return { versions: ort.env.versions, backends: ort.listSupportedBackends() };
}

// The files of the runtime that are mapped.
async function libraries() {
  const lines = fs.readFileSync('/proc/self/maps', 'utf8').split('\n');
  const files = lines.map((line) => line.split(/\s+/)[5]).filter((name) => name && name.includes('libonnxruntime'));
  return [...new Set(files)];
}

// A session that tells more, and goes on to work.
async function verbose({ ort, file }) {
  ort.env.logLevel = 'verbose';
  const session = await ort.InferenceSession.create(file('double.onnx'), { logId: 'told', logSeverityLevel: 0 });
  const { y } = await session.run({ x: new ort.Tensor('float32', [1, 2, 3], [1, 3]) });
  return y;
}

module.exports = { sessionOptions, runOptions, profiles, about, libraries, verbose };
