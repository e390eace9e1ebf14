// Many at once, many one after the other, threads of the program's own, and what is left to the end of the process.
'use strict';
const fs = require('fs');
const { isMainThread, parentPort, Worker, workerData } = require('worker_threads');

const row = (ort, k) => new ort.Tensor('float32', [k, k + 1, k + 2], [1, 3]);

// How many of the runs gave what they should.
async function runMany(ort, session, first, count) {
  const runs = Array.from({ length: count }, (_, i) => session.run({ x: row(ort, first + i) }));
  const results = await Promise.all(runs);
  return results.filter(({ y }, i) => y.data.every((value, j) => value === 2 * (first + i + j))).length;
}

async function concurrent({ ort, file }) {
  const session = await ort.InferenceSession.create(file('double.onnx'));
  const right = await runMany(ort, session, 0, 200);
  await session.release();
  return right;
}

// Sessions of threads that run at the same time, each with an instance of the package.
async function workers({ packagePath, file }) {
  const count = 4;
  const started = Array.from({ length: count }, (_, i) => {
    const worker = new Worker(__filename, { workerData: { packagePath, model: file('double.onnx'), first: 1000 * i } });
    return new Promise((resolve, reject) => {
      let right;
      worker.once('message', (message) => (right = message));
      worker.once('error', reject);
      worker.once('exit', () => resolve(right));
    });
  });
  return Promise.all(started);
}

async function work() {
  const ort = require(workerData.packagePath);
  const session = await ort.InferenceSession.create(workerData.model);
  parentPort.postMessage(await runMany(ort, session, workerData.first, 50));
  await session.release();
}

// Memory of the process that is no file, after `count` sessions more, in kilobytes; and the descriptors that are open.
async function heldAfter({ ort, file }, count) {
  for (let i = 0; i < count; ++i) {
    const session = await ort.InferenceSession.create(file('heavy.onnx'));
    await session.run({ x: row(ort, i) });
    await session.release();
  }
  globalThis.gc();
  const memory = /RssAnon:\s+(\d+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1];
  const entries = (folder) => fs.readdirSync(`/proc/self/${folder}`).length;
  return { memory: parseInt(memory, 10), files: entries('fd'), threads: entries('task') };
}

async function cycles(job) {
  return [await heldAfter(job, 100), await heldAfter(job, 300)];
}

// Sessions that nobody releases: one that is lost, one that is held, one with a run under way.
async function unreleased({ ort, file }) {
  globalThis.held = await ort.InferenceSession.create(file('double.onnx'));
  await ort.InferenceSession.create(file('double.onnx'));
  globalThis.gc();
  globalThis.held.run({ x: row(ort, 1) });
  return 'left';
}

module.exports = { concurrent, workers, cycles, unreleased };
if (!isMainThread) work();
