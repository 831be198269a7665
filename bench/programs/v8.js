// Runs a WASI command on V8: node v8.js MODULE ARGUMENT..., with the standard input and output of this process.
'use strict';
const fs = require('node:fs');
const {WASI} = require('node:wasi');

const [, , file, ...args] = process.argv;
const wasi = new WASI({version: 'preview1', args, returnOnExit: true});
const instance = new WebAssembly.Instance(new WebAssembly.Module(fs.readFileSync(file)),
  {wasi_snapshot_preview1: wasi.wasiImport});
process.exitCode = wasi.start(instance);
