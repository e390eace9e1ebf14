// One case of the tests of onnxruntime-node: node job.js PACKAGE FOLDER CASE. Prints what the case gives, as one line of JSON.
'use strict';
const path = require('path');

const [packagePath, folder, name] = process.argv.slice(2);
const ort = require(packagePath);
const groups = ['sessions', 'options', 'lives'].map((file) => require(`./${file}.js`));
const cases = Object.assign({}, ...groups);

// What JSON has no word for: 64-bit integers, arrays of numbers, tensors, NaN and infinities.
function plain(key, value) {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number' && !Number.isFinite(value)) return `${value}`;
  if (ArrayBuffer.isView(value)) return Array.from(value);
  if (value instanceof ort.Tensor) return { type: value.type, dims: value.dims, data: value.data, location: value.location };
  return value;
}

cases[name]({ ort, packagePath, folder, file: (base) => path.join(folder, base) }).then(
  (result) => console.log(JSON.stringify(result, plain)),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  }
);
