import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { type TestContext, test } from 'node:test';
import { forEver } from '../../support/until.ts';

const tools = [
  'ip',
  'nft',
  'iptables',
  'ufw',
  'dbus-daemon',
  'nmap',
  'hping3',
  'tcpdump',
  'fail2ban-server',
  'fail2ban-client',
  'unshare',
  'nsenter',
];
const needed = 'make tools';
let skipped = 0;

/**
 * A test on real hosts: root, namespaces and the tools, or it is skipped, and how many were is said in one line at the
 * end. `lacking` says what else this one needs and has not. With CI=true a skip is a failure: nobody may take an empty
 * run for a green one. Of its own tests so many run at once.
 */
export function e2e(
  name: string,
  run: (context: TestContext) => Promise<void> | void,
  lacking?: string,
  concurrency = 1,
): void {
  const why = missing() ?? lacking;
  if (why === undefined) test(name, { timeout: 10 * forEver, concurrency }, run);
  else if (process.env['CI'] === 'true') test(name, () => assert.fail(`cannot run: ${why}`));
  else skip(name, why);
}

function skip(name: string, why: string): void {
  if (skipped++ === 0)
    process.once('exit', () => {
      process.stderr.write(`SKIPPED ${skipped} end-to-end test${skipped === 1 ? '' : 's'}: ${why}\n`);
    });
  test(name, { skip: why });
}

const succeeds = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;

/** Says which of some programs are not installed, or undefined. */
export function lackOf(...programs: readonly string[]): string | undefined {
  const absent = programs.filter(program => !succeeds('sh', '-c', `command -v ${program}`));
  return absent.length > 0 ? `needs ${absent.join(', ')} (${needed})` : undefined;
}

let known: { why: string | undefined } | undefined;

function missing(): string | undefined {
  known ??= { why: whatIsMissing() };
  return known.why;
}

function whatIsMissing(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root';
  const absent = lackOf(...tools);
  if (absent !== undefined) return absent;
  const probe = `pj${process.pid}-probe`;
  const able = succeeds('ip', 'netns', 'add', probe) && succeeds('ip', 'netns', 'exec', probe, 'true');
  spawnSync('ip', ['netns', 'delete', probe]);
  return able ? undefined : 'needs the right to make network namespaces';
}
