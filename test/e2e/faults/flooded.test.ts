import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseLine } from '../../../src/log/line.ts';
import { until } from '../../support/until.ts';
import { e2e } from '../hosts/require.ts';
import { watching } from '../hosts/watching.ts';
import { macOf } from '../packets/frames.ts';

const listed = { mode: 'stealth', ports: '1-200' };

/** In milliseconds as it was measured; the test itself waits for the end, however long that takes. */
const since = (start: number): number => Math.round(performance.now() - start);

e2e('SIGTERM in the middle of a flood ends the sentry, with its counters and every line whole', () =>
  watching({ config: { tcp: { ...listed, decoys: '2323' }, udp: listed } }, async stage => {
    const { attacker, host } = stage.hosts;
    const program = fileURLToPath(new URL('../packets/flood-send.js', import.meta.url));
    const sender = attacker.start([
      process.execPath,
      program,
      macOf(host),
      host.ipv4,
      '50000',
      attacker.ipv4,
    ]);
    await sender.waitFor('sending');
    await until(() => stage.entries().length > 30, 'the flood in the log');
    const start = performance.now();
    const { probes = 0, lost } = await stage.finish();
    console.log(`# ended after ${since(start)} ms, having seen ${probes} probes`);
    assert.doesNotMatch(sender.output(), /sent/, 'the flood goes on');
    assert.equal(lost, 0);
    assert.doesNotMatch(stage.sentry.output(), /the kernel does not say/);
    const text = readFileSync(stage.log, 'utf8');
    assert.ok(text.endsWith('\n'));
    assert.ok(
      text
        .trimEnd()
        .split('\n')
        .every(line => parseLine(line) !== undefined),
    );
    await sender.stop();
  }),
);
