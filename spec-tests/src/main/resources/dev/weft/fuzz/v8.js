// Runs modules on V8 for dev.weft.fuzz.V8Oracle: a request per line, an answer per line.
//   validate BASE64                      -> valid | invalid REASON
//   run BASE64 BUDGET CALL…              -> a JSON array of lines; a call is EXPORT|ARGUMENT|…
'use strict';
const readline = require('node:readline');

const view = new DataView(new ArrayBuffer(8));

function argument(word) {
  const rest = word.slice(1);
  switch (word[0]) {
    case 'i': return Number(rest);
    case 'l': return BigInt(rest);
    case 'f': view.setInt32(0, Number(rest)); return view.getFloat32(0);
    case 'd': view.setBigInt64(0, BigInt(rest)); return view.getFloat64(0);
    case 's': return rest;
    default: return null;
  }
}

function shown(value) {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'bigint') return value + 'L';
  if (typeof value === 'function') return 'func ' + value.name;
  if (typeof value === 'string') return '"' + value + '"';
  if (Number.isNaN(value)) return 'NaN';
  return Object.is(value, -0) ? '-0' : Number.isInteger(value) && Math.abs(value) < 2147483649 ? String(value) : bits(value);
}

function bits(value) {
  view.setFloat64(0, value);
  return 'd' + view.getBigInt64(0);
}

function failure(e) {
  return e instanceof WebAssembly.Exception ? 'exception' : e instanceof WebAssembly.RuntimeError ? 'trap ' + e.message
    : e.name + ' ' + e.message;
}

function state(exports) {
  let text = '';
  for (const [name, item] of Object.entries(exports)) {
    if (item instanceof WebAssembly.Global) {
      let value;
      try { value = shown(item.value); } catch { continue; }
      text += ' ' + name + '=' + value;
    } else if (item instanceof WebAssembly.Table) {
      text += ' ' + name + '=';
      for (let i = 0; i < item.length; i++) text += (i ? ',' : '') + shown(item.get(i));
    } else if (item instanceof WebAssembly.Memory) {
      const bytes = new Uint8Array(item.buffer);
      let hash = 1;
      for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash, 31) + (bytes[i] << 24 >> 24) | 0;
      text += ' ' + name + '=' + bytes.length + ':' + hash;
    }
  }
  return text;
}

function run(bytes, budget, calls) {
  let instance;
  try {
    instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
  } catch (e) {
    return ['instantiate ' + failure(e)];
  }
  const lines = [];
  for (const call of calls) {
    const [name, ...words] = call.split('|');
    instance.exports.g0.value = budget;
    let line = call + ':';
    try {
      const result = instance.exports[name](...words.map(argument));
      line += (Array.isArray(result) ? result : result === undefined ? [] : [result]).map(v => ' ' + shown(v)).join('');
    } catch (e) {
      line += ' ' + failure(e);
    }
    lines.push(line);
  }
  lines.push('state' + state(instance.exports));
  return lines;
}

readline.createInterface({input: process.stdin}).on('line', line => {
  const [act, module, budget, ...calls] = line.split(' ');
  const bytes = Buffer.from(module, 'base64');
  if (act === 'validate') {
    try {
      new WebAssembly.Module(bytes);
      console.log('valid');
    } catch (e) {
      console.log('invalid ' + e.message.replace(/\n/g, ' '));
    }
  } else {
    console.log(JSON.stringify(run(bytes, Number(budget), calls.filter(call => call !== ''))));
  }
});
