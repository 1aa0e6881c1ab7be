import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

const module = new URL('../../src/events/local-time.js', import.meta.url).href;

/** What a log's local times are in another zone: Node.js reads TZ when it starts. */
function read(zone: string, times: readonly string[]): string[] {
  const script = `
    import { createLocalTimes } from '${module}';
    const times = createLocalTimes();
    console.log(JSON.stringify(${JSON.stringify(times)}.map(text => new Date(times(text, 0)).toISOString().slice(5, 16))));
  `;
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', script], { env: { TZ: zone } });
  return JSON.parse(out.toString()) as string[];
}

test('createLocalTimes() tells the hour that comes twice by what the log had before', () => {
  const times = ['01:59', '02:10', '02:50', '02:05', '02:50', '03:00'].map(time => `2026-10-25 ${time}:00`);
  const utc = ['24T23:59', '25T00:10', '25T00:50', '25T01:05', '25T01:50', '25T02:00'];
  assert.deepEqual(
    read('Europe/Berlin', times),
    utc.map(time => `10-${time}`),
  );
});

test('createLocalTimes() reads the hour that is left out, and half hours, as the clock runs', () => {
  assert.deepEqual(read('Europe/Berlin', ['2026-03-29 01:59:00', '2026-03-29 03:00:00']), [
    '03-29T00:59',
    '03-29T01:00',
  ]);
  const back = ['2026-04-05 01:45:00', '2026-04-05 01:35:00', '2026-04-05 02:00:00'];
  assert.deepEqual(read('Australia/Lord_Howe', back), ['04-04T14:45', '04-04T15:05', '04-04T15:30']);
});

test('createLocalTimes() keeps the order where a clock is set back by a second', () => {
  const times = ['2026-10-25 02:10:05', '2026-10-25 02:10:04'];
  assert.deepEqual(read('Europe/Berlin', times), ['10-25T00:10', '10-25T00:10']);
});
