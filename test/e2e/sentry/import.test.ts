import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../support/until.ts';
import { network } from '../hosts/hosts.ts';
import { e2e } from '../hosts/require.ts';
import { askCounter, cli, type Names } from '../hosts/watching.ts';

/** Runs the sentry with this config, probes it from both hosts, and answers its lines without time and process. */
async function linesWith(config: string): Promise<string[]> {
  const net = network<Names>('host', 'attacker', 'inner');
  try {
    const { host, attacker, inner } = net.hosts;
    const log = `${config}.log`;
    const sentry = host.start([process.execPath, cli, 'run', '-c', config, '--log', log]);
    await sentry.waitFor('portjail is now active and listening.');
    for (const [from, options, probes] of [
      [attacker, '-sU -p 7', 1],
      [attacker, '-sS -p 23', 2],
      [attacker, '-sS -p 24', 3],
      [attacker, '-sF -p 25', 4],
      [attacker, '-sS -p 26', 5],
      [attacker, '-sS -p 27', 6],
      [attacker, '-sS -p 99', 6],
      [inner, '-sS -p 23', 7],
    ] as const) {
      from.run(['nmap', '-Pn', '-n', '--max-retries', '0', ...options.split(' '), host.ipv4]);
      // One after the other, so that they are counted in this order.
      await until(async () => (await askCounter(sentry, 'probes')) === probes, `probe ${probes}`);
      // Touches of one source within a second share a line: each gets its own.
      await until(async () => (await askCounter(sentry, 'waiting')) === 0, `the verdict on probe ${probes}`);
    }
    await sentry.stop();
    return readFileSync(log, 'utf8').trimEnd().split('\n').map(plain);
  } finally {
    await net.teardown();
  }
}

const plain = (line: string): string => line.replace(/^.*?\]: /, '').replace(/since=\S+/, '');

e2e('an imported config gives the same lines as the portsentry.conf that it came from', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-e2e-'));
  try {
    const conf = join(folder, 'portsentry.conf');
    const json = join(folder, 'portjail.json');
    writeFileSync(
      conf,
      'TCP_PORTS="23,24,25,26,27"\nUDP_PORTS="7"\nADVANCED_PORTS_TCP="1024"\nSCAN_TRIGGER="3"\n' +
        `IGNORE_FILE="${folder}/portsentry.ignore"\n`,
    );
    writeFileSync(join(folder, 'portsentry.ignore'), '10.99.0.3 # inner\n');
    writeFileSync(join(folder, 'default'), 'TCP_MODE="stcp"\nUDP_MODE="udp"\n');
    execFileSync(process.execPath, [cli, 'import', folder, '-o', json], { stdio: 'pipe' });
    const before = await linesWith(conf);
    // What import carried over is all that counts: the old files may go.
    for (const name of ['portsentry.conf', 'portsentry.ignore', 'default']) rmSync(join(folder, name));
    assert.deepEqual(await linesWith(json), before);
    const text = before.join('\n');
    assert.match(text, /^scan src=10\.99\.0\.2 evidence=packet /m);
    assert.match(text, /^seen src=10\.99\.0\.3 .*why=ignored/m);
    assert.match(text, /proto=udp dport=7 /);
    assert.doesNotMatch(text, /dport=99 /);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
