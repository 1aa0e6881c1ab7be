import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { formatAddress } from '../../../src/net/address.ts';
import { isLong } from '../../support/long.ts';
import { until } from '../../support/until.ts';
import type { Child } from '../hosts/child.ts';
import type { Host } from '../hosts/hosts.ts';
import { e2e } from '../hosts/require.ts';
import { cli, type Watching, watching } from '../hosts/watching.ts';

const port = 23;
const name = 'home.example.org';
const serve = new URL('../../names/serve.js', import.meta.url).pathname;

/** The last verdict on a host that touches the port now. */
async function verdictOn(stage: Watching, from: Host): Promise<string> {
  const own = () =>
    stage
      .entries()
      .flatMap(entry => (entry.verb !== 'held' && formatAddress(entry.source) === from.ipv4 ? entry : []));
  const before = own().length;
  const touched = (): boolean => {
    touch(stage, from);
    return own().length > before;
  };
  await until(touched, `a line about ${from.name}`);
  const last = own().at(-1);
  return last?.verb === 'seen' ? last.why : `${last?.verb}`;
}

/** One line a minute says that it is ignored: the next touch is counted alone. */
async function isQuiet(stage: Watching, from: Host): Promise<void> {
  const [lines, quiet] = [stage.entries().length, await stage.counter('quiet')];
  touch(stage, from);
  await until(async () => (await stage.counter('quiet')) > quiet, `a touch of ${from.name} without a line`);
  assert.equal(stage.entries().length, lines);
}

const touch = (stage: Watching, from: Host): string =>
  from.run(['nmap', '-Pn', '-n', '-sT', '--max-retries', '0', '-p', `${port}`, stage.hosts.host.ipv4]);

const isVerdict = (stage: Watching, from: Host, verdict: string): Promise<true> =>
  until(async () => (await verdictOn(stage, from)) === verdict, `${verdict} of ${from.name}`);

/** A folder with the ignore file, what the name server has, and what the sentry and `portjail names` share. */
function place() {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-e2e-'));
  const [ignore, zone, resolv] = ['ignore', 'zone', 'resolv.conf'].map(file => join(folder, file));
  writeFileSync(resolv ?? '', 'nameserver 127.0.0.1\n');
  const has = (...addresses: string[]): void => {
    writeFileSync(`${zone}.new`, JSON.stringify({ [name]: addresses }));
    renameSync(`${zone}.new`, zone ?? '');
  };
  has();
  const state = `STATE_DIRECTORY=${folder}/state`;
  return { folder, ignore: ignore ?? '', zone: zone ?? '', resolv: resolv ?? '', state, has };
}

e2e(
  'a name in the ignore file is spared by its newest address, at once when it is put there, and then in the next round',
  async () => {
    const { folder, ignore, zone, resolv, state, has } = place();
    const config = {
      tcp: { ports: `${port}` },
      udp: { mode: 'off' },
      ignore: { addresses: [], files: [ignore], protect: [] },
    };
    try {
      await watching({ config, prefix: ['env', state] }, async stage => {
        const { host, attacker, inner } = stage.hosts;
        const own = dirname(dirname(stage.log));
        const call = (...words: string[]): string =>
          host.run(
            [
              'env',
              state,
              `RUNTIME_DIRECTORY=${own}/run`,
              process.execPath,
              cli,
              ...words,
              '-c',
              join(own, 'portjail.json'),
            ],
            'any',
          );
        assert.match(call('ignore', name), /"portjail names" does not run, so that it spares nobody/);
        const server = host.start([process.execPath, serve, '127.0.0.1', zone]);
        await server.waitFor('serves');
        has(attacker.ipv4);
        const asker: Child = host.start([
          ...(['env', state, 'unshare', '-m', 'sh', '-c'] as const),
          `mount --bind ${resolv} /etc/resolv.conf && exec "$@"`,
          ...['sh', process.execPath, cli, 'names', '-c', join(own, 'portjail.json')],
        ]);
        await asker.waitFor(`${name} spares nobody`);
        assert.match(call('ignore', name), /no address that it has counts \(10\.99\.0\.2\)/);
        assert.equal(await verdictOn(stage, attacker), 'scan');

        const said = call('ignore', name, '--private');
        assert.match(said, /home\.example\.org is 10\.99\.0\.2, as of .*\n.*they are spared from now on$/m);
        assert.equal(await verdictOn(stage, attacker), 'ignored');

        has(inner.ipv4);
        // A minute, else: a file that has changed is another reason to ask.
        if (!isLong) utimesSync(ignore, new Date(), new Date());
        await isVerdict(stage, inner, 'ignored');
        await isVerdict(stage, attacker, 'scan');
        assert.match(call('status'), /^names +home\.example\.org is 10\.99\.0\.3, as of /m);
        assert.match(
          call('why', inner.ipv4),
          /^ {2}ignored: .*ignore, line 1: home\.example\.org is 10\.99\.0\.3/m,
        );

        await asker.stop();
        assert.match(
          call('status'),
          /^problem: the ignore files have home\.example\.org, and "portjail names"/m,
        );
        await isQuiet(stage, inner);
        assert.match(call('ignore', '--remove', name), /home\.example\.org is not spared by it any more/);
        await isVerdict(stage, inner, 'scan');
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
