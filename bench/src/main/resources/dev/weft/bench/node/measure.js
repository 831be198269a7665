// Measures one workload on V8, as dev.weft.bench.Measurement does it on engines of the JVM: the same arguments (without
// the engine's name), the same phases, the same line of results.
// node measure.js MODULE KIND ARGUMENT INPUT|- WARM_UP_MS MEASURE_MS LAUNCHED_US
'use strict';
const fs = require('node:fs');
const {WASI} = require('node:wasi');

const [, , file, kind, argumentText, input, warmUpText, measureText, launchedText] = process.argv;
const argument = Number(argumentText);
const LEAST_RUNS = 3;
const MOST_RUNS = 100000;
const PATIENCE = 4;

/** Nanoseconds of processor time: of the process with its compiler's threads, since a thread's own comes in ticks. */
function cpuTime() {
  const {user, system} = process.cpuUsage();
  return (user + system) * 1000;
}

function clock() {
  return Number(process.hrtime.bigint());
}

class Stopwatch {
  start() {
    this.cpuFrom = cpuTime();
    this.wallFrom = clock();
  }

  stop() {
    this.wall = clock() - this.wallFrom;
    this.cpu = cpuTime() - this.cpuFrom;
  }

  run(check) {
    return {wall: this.wall, cpu: this.cpu, check: String(check)};
  }
}

/** Ends when so much processor time is used, or four times as much by the clock. */
class Phase {
  constructor(milliseconds) {
    this.nanoseconds = milliseconds * 1e6;
    this.cpuFrom = cpuTime();
    this.wallFrom = clock();
  }

  lasts() {
    return cpuTime() - this.cpuFrom < this.nanoseconds && clock() - this.wallFrom < PATIENCE * this.nanoseconds;
  }
}

function micro(module) {
  const instance = new WebAssembly.Instance(module, {env: {f: x => x + 1 | 0}});
  const watch = new Stopwatch();
  watch.start();
  const result = instance.exports.run(argument);
  watch.stop();
  return watch.run(result);
}

function start(module) {
  const watch = new Stopwatch();
  const wasi = new WASI({version: 'preview1', args: ['b'], returnOnExit: true,
    preopens: input === '-' ? {} : {'.': input}});
  let hash = 7;
  let memory;
  const keep = (fd, vectors, count, written) => {
    const view = new DataView(memory.buffer);
    const bytes = new Uint8Array(memory.buffer);
    let total = 0;
    for (let i = 0; i < count; i++) {
      const from = view.getUint32(vectors + 8 * i, true);
      const length = view.getUint32(vectors + 8 * i + 4, true);
      for (let j = from; j < from + length; j++) {
        hash = Math.imul(hash, 31) + bytes[j] | 0;
      }
      total += length;
    }
    view.setUint32(written, total, true);
    return 0;
  };
  const random = (from, length) => {
    const view = new DataView(memory.buffer);
    for (let i = 0; i < length; i++) {
      view.setUint8(from + i, i % 8 === 0 ? 42 : 0);
    }
    return 0;
  };
  const preview1 = Object.assign({}, wasi.wasiImport, {fd_write: keep, random_get: random});
  const instance = new WebAssembly.Instance(module, {
    wasi_snapshot_preview1: preview1,
    bench: {start: () => watch.start(), end: () => watch.stop()},
  });
  memory = instance.exports.memory;
  const code = wasi.start(instance);
  return watch.run(hash + (code ? ' exit ' + code : ''));
}

function instances(module) {
  let sum = 0n;
  const watch = new Stopwatch();
  watch.start();
  for (let i = 0; i < argument; i++) {
    sum += new WebAssembly.Instance(module, {}).exports.run(i);
  }
  watch.stop();
  return watch.run(BigInt.asIntN(64, sum));
}

const module_ = new WebAssembly.Module(fs.readFileSync(file));
const run = {MICRO: micro, SG: start, INST: instances}[kind].bind(null, module_);

/** Compiler threads hand their results over between turns of the event loop too: let them. */
const turn = () => new Promise(resolve => setImmediate(resolve));

(async () => {
  const first = run();
  const cold = Math.round((performance.timeOrigin + performance.now() - Number(launchedText) / 1000) * 1e6);
  const from = clock();
  const curve = [cold, first.cpu];
  const same = next => {
    if (next.check !== first.check) {
      throw new Error('first ' + first.check + ', then ' + next.check);
    }
    return next;
  };
  let phase = new Phase(Number(warmUpText));
  for (let i = 0; i < MOST_RUNS && phase.lasts(); i++) {
    const next = same(run());
    const time = cold + clock() - from;
    if (curve.length < 240 && time > curve[curve.length - 2] * 1.06) {
      curve.push(time, next.cpu);
    }
    await turn();
  }
  const runs = [];
  phase = new Phase(Number(measureText));
  while (runs.length < LEAST_RUNS || runs.length < MOST_RUNS && phase.lasts()) {
    runs.push(same(run()));
  }
  const version = process.versions.v8 + ' (node ' + process.versions.node + ')';
  console.log(['RESULT', version, first.check, first.wall, runs.map(r => r.wall).join(), runs.map(r => r.cpu).join(),
    process.resourceUsage().maxRSS, cold, curve.join()].join('\t'));
})().catch(failure => {
  console.error(failure);
  process.exit(1);
});
