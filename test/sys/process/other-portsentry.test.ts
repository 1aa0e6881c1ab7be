import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { besidePortsentry } from '../../../src/daemon/beside-portsentry.ts';
import { portsentries } from '../../../src/sys/process/other-portsentry.ts';
import { temporaryFolder } from '../../jails/fixtures.ts';

// A real one is started in test/e2e/sentry/make.test.ts: here every test that runs beside would see it.
test('portsentries() finds them by the name of the program, in this network namespace alone', () => {
  const proc = temporaryFolder();
  for (const [name, comm, net] of [
    ['self', 'node\n', 'net:[1]'],
    ['7', 'portsentry\n', 'net:[1]'],
    ['8', 'portsentry\n', 'net:[2]'],
    ['9', 'portsentry2\n', 'net:[1]'],
    ['sys', 'portsentry\n', 'net:[1]'],
  ] as const) {
    mkdirSync(join(proc, name, 'ns'), { recursive: true });
    writeFileSync(join(proc, name, 'comm'), comm);
    symlinkSync(net, join(proc, name, 'ns/net'));
  }
  mkdirSync(join(proc, '10'));
  assert.deepEqual(portsentries(proc), [7]);
});

test('besidePortsentry() says how to stop it, and nothing where there is none', () => {
  assert.deepEqual(besidePortsentry([]), []);
  assert.match(besidePortsentry([7]).join(), /process 7.*systemctl disable --now portsentry/);
});
