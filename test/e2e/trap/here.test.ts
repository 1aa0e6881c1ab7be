import assert from 'node:assert/strict';
import { formatAddress } from '../../../src/net/address.ts';
import { until } from '../../support/until.ts';
import type { Host, Network } from '../hosts/hosts.ts';
import { serveAt } from '../hosts/programs.ts';
import { e2e } from '../hosts/require.ts';
import { type Names, type Watching, watching } from '../hosts/watching.ts';
import { eachWay } from '../hosts/ways.ts';
import { connectFrom, runIn, sendTo } from './stage/trap-stage.ts';

const config = {
  tcp: { ports: '23,5432,6379,8081' },
  udp: { mode: 'connect', ports: '161' },
  ignore: { addresses: [], protect: ['own'] },
  trigger: { packet: 1 },
};

/** One service for everybody, and one on loopback alone, as a database has it. */
async function serve({ hosts: { host } }: Network<Names>): Promise<void> {
  await serveAt(host, 8081, '::');
  await serveAt(host, 6379, '127.0.0.1');
}

/** What a script of this host meets that waits for its services, at each own address and port. */
function met(host: Host): string[] {
  const program = `
    const { connect } = require('node:net');
    const places = ${JSON.stringify(['127.0.0.1', '127.9.9.9', '::1', host.ipv4, host.ipv6])}
      .flatMap(host => [23, 5432, 6379, 8081].map(port => ({ host, port })));
    Promise.all(places.map(place => new Promise(resolve => {
      const socket = connect(place);
      let text = place.host + ' ' + place.port;
      socket.on('connect', () => { text += ' open'; });
      socket.on('data', data => { text += ' ' + data; });
      socket.on('error', error => { text += ' ' + error.code; });
      socket.on('close', () => resolve(text));
    }))).then(all => console.log(all.join('\\n')));`;
  return runIn(host, [process.execPath, '-e', program]).trim().split('\n');
}

/** Who stands in the log, and how. */
const told = (stage: Watching): string[] => {
  const lines = stage
    .entries()
    .flatMap(entry => ('source' in entry ? [`${entry.verb} ${formatAddress(entry.source)}`] : []));
  return [...new Set(lines)].sort();
};

const notShown = 'what comes from this host itself is not shown: "portjail run --loopback" shows it';

for (const [way, prefix] of eachWay) {
  const isTrap = way !== 'real sockets';
  const meet = isTrap ? 'meet what they would without the sentry' : 'may be answered';

  e2e(`${way}: programs of this host ${meet}, and are never named`, () => {
    let without: string[] = [];
    const prepare = async (net: Network<Names>): Promise<void> => {
      await serve(net);
      without = met(net.hosts.host);
    };
    return watching({ config, prefix, prepare }, async stage => {
      const { host, attacker } = stage.hosts;
      assert.deepEqual(
        without.filter(line => line.includes('open')),
        [
          '127.0.0.1 6379 open hello',
          ...['127.0.0.1', '127.9.9.9', '::1', host.ipv4, host.ipv6].map(own => `${own} 8081 open hello`),
        ].sort((a, b) => without.indexOf(a) - without.indexOf(b)),
      );
      const within = met(host);
      if (isTrap) assert.deepEqual(within, without);
      sendTo(host, host.ipv4, 161);
      sendTo(host, '127.0.0.1', 161);
      assert.equal(connectFrom(attacker, host.ipv4, 5432), 'open');
      await until(() => told(stage).includes(`scan ${attacker.ipv4}`), 'the stranger');
      const others = told(stage).filter(line => line !== `scan ${attacker.ipv4}`);
      assert.deepEqual(
        others.filter(line => isTrap || !line.startsWith('seen ')),
        [],
      );
      await stage.reload(config);
      assert.equal(stage.sentry.output().split(notShown).length - 1, isTrap ? 1 : 0, 'said once');
    });
  });

  e2e(`${way}: with --loopback a scan of this host by itself is shown, and names nobody`, () =>
    watching({ config, prefix, prepare: serve, options: ['--loopback'] }, async stage => {
      const { host } = stage.hosts;
      for (const target of ['localhost', host.ipv4])
        host.run(['nmap', '-sT', '-Pn', '-n', '--max-retries', '0', '-p', '23,5432,8081', target]);
      await stage.counted(4);
      assert.deepEqual(told(stage), ['seen 127.0.0.1', `seen ${host.ipv4}`].sort());
      assert.ok(!stage.sentry.output().includes(notShown));
    }),
  );
}
