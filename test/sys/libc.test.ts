import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';

const libc = new URL('../../src/sys/libc.js', import.meta.url).href;

/** Run by itself: a fault in native code ends the process. */
const program = `
  const { onReadable } = await import(${JSON.stringify(libc)});
  const { openSync } = await import('node:fs');
  let heard = 0;
  const readable = onReadable(0, () => { heard++; readable.pause(); });
  while (heard === 0) await new Promise(resolve => setImmediate(resolve));
  readable.close();
  for (const again of ['close', 'pause', 'resume', 'close']) readable[again]();
  console.log('heard', heard);
`;

test('onReadable() does nothing once it is closed, whatever it is told', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (data: Buffer) => {
    said += data.toString();
  });
  child.stdin.write('x');
  const [code, signal] = await once(child, 'close');
  assert.deepEqual([code, signal, said], [0, null, 'heard 1\n']);
});
