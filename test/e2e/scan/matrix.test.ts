import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { formatAddress } from '../../../src/net/address.ts';
import { forEver, until } from '../../support/until.ts';
import type { Host, Network } from '../hosts/hosts.ts';
import { e2e } from '../hosts/require.ts';
import { type Names, type Watching, watching } from '../hosts/watching.ts';
import { macOf, packetBetween, sendFrames } from '../packets/frames.ts';
import { type Row, rows, targets } from './matrix-cases.ts';

/** One touch is a line at once, an observation; a second one of the same source would show in the counter. */
const config = {
  tcp: { mode: 'stealth', ports: '1-200' },
  udp: { mode: 'stealth', ports: '1-200' },
};
/** Probes at a time: in any second 15 observations are written. */
const group = 15;
const port = 7;

e2e('stealth mode sees every probe of the matrix, names its kind, and counts it once', () =>
  watching({ config, prepare: ({ hosts }) => giveAddresses(hosts) }, async stage => {
    const { hosts } = stage;
    for (let i = 0; i < rows.length; i += group) {
      const some = rows.slice(i, i + group).map((row, j) => probe(hosts, row, sourceOf(row, i + j)));
      await Promise.all(some);
      await written(stage, Math.min(i + group, rows.length));
    }
    await Promise.all([connect(hosts), linkLocal(hosts)]);
    const all = rows.length + connecting.length + 1;
    await written(stage, all);
    const expected = [
      ...rows.map((row, i) => `${row.name}: ${sourceOf(row, i)} ${row.kind} ${targets[row.to ?? 'ipv4']}`),
      ...connecting.map(([name, source, target]) => `${name}: ${source} syn ${target}`),
      `nmap -6 -sS to a link-local address: ${await scope(hosts.attacker)} syn ${await scope(hosts.host)}`,
    ];
    assert.deepEqual(seenBy(stage, expected), expected);
    assert.equal((await stage.finish())['probes'], all);
  }),
);

/** Waits for so many lines, and until none of them is of the last second: then there is room for the next ones. */
const written = (stage: Watching, lines: number): Promise<boolean> =>
  until(
    () => stage.entries().length >= lines && stage.entries().every(({ time }) => Date.now() - time > 1_000),
    () => `${lines} lines, behind ${JSON.stringify(stage.entries().at(-1))}`,
  );

/** nmap -sT takes no other source than the host's own. */
const connecting = [
  ['nmap -sT', '10.99.0.2', '10.99.0.1'],
  ['nmap -6 -sT', 'fd99::2', 'fd99::1'],
] as const;

/** The lines of the log in the words and the order of what is expected; a line that nobody expects comes first. */
function seenBy(stage: Watching, expected: readonly string[]): string[] {
  const lines = stage.entries().map((entry): [at: number, text: string] => {
    if (entry.verb === 'held') return [-1, 'held'];
    const [source, target] = [formatAddress(entry.source), formatAddress(entry.target)];
    const at = expected.findIndex(text => text.includes(`: ${source} `));
    const name = expected[at]?.split(`: ${source} `)[0] ?? 'nobody';
    const more = entry.hits === 1 && entry.port === port ? '' : ` hits=${entry.hits} port=${entry.port}`;
    return [at, `${name}: ${source} ${entry.kind} ${target}${more}`];
  });
  return lines.sort(([a], [b]) => a - b).map(([, text]) => text);
}

const sourceOf = ({ to }: Row, index: number): string =>
  to === 'ipv6' ? `fd99::${(index + 20).toString(16)}` : `10.99.0.${index + 20}`;

function giveAddresses({ host, attacker }: Network<Names>['hosts']): void {
  host.run(['ip', 'address', 'add', `${targets.second}/24`, 'dev', 'eth0']);
  host.run(['ip', 'address', 'add', `${targets.vip}/32`, 'dev', 'lo']);
  attacker.run(['ip', 'route', 'add', `${targets.vip}/32`, 'via', targets.ipv4]);
  for (const [i, row] of rows.entries()) {
    // Deprecated, so that what names no source takes the host's first address.
    const [width, ...more] = row.to === 'ipv6' ? ['64', 'nodad', 'preferred_lft', '0'] : ['24'];
    attacker.run(['ip', 'address', 'add', `${sourceOf(row, i)}/${width}`, 'dev', 'eth0', ...more]);
  }
}

const execute = promisify(execFile);
const on = ({ name }: Host, command: string): Promise<unknown> =>
  // hping3 fails when nobody answers.
  execute('ip', ['netns', 'exec', name, ...command.split(' ')], { timeout: forEver }).catch(() => {});

const scan = `nmap -Pn -n --max-retries 0 -e eth0 -p ${port}`;

async function probe(
  { host, attacker }: Watching['hosts'],
  { how, to = 'ipv4' }: Row,
  source: string,
): Promise<void> {
  if ('nmap' in how) await on(attacker, `${scan} -S ${source} ${how.nmap} ${targets[to]}`);
  else if ('hping3' in how)
    await on(attacker, `hping3 -q -c 1 -a ${source} -p ${port} ${how.hping3} ${targets[to]}`);
  else sendFrames(attacker, macOf(host), [packetBetween(source, targets[to], { port, ...how.packet })]);
}

async function connect({ attacker }: Watching['hosts']): Promise<void> {
  await on(attacker, `${scan} -sT ${targets.ipv4}`);
  await on(attacker, `${scan} -6 -sT ${targets.ipv6}`);
}

const linkLocal = async ({ host, attacker }: Watching['hosts']): Promise<unknown> => {
  await scope(attacker);
  return on(attacker, `${scan} -6 -sS ${await scope(host)}`);
};

/** The link-local address, once nobody else can have it. */
const scope = (host: Host): Promise<string> =>
  until(() => {
    const shown = host.run(['ip', '-6', 'address', 'show', 'dev', 'eth0', 'scope', 'link']);
    return shown.includes('tentative') ? false : (/inet6 (fe80:[^/]+)/.exec(shown)?.[1] ?? false);
  }, 'a link-local address');
