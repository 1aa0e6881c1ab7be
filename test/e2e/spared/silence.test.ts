import assert from 'node:assert/strict';
import { formatAddress } from '../../../src/net/address.ts';
import { until } from '../../support/until.ts';
import { e2e } from '../hosts/require.ts';
import { watching } from '../hosts/watching.ts';
import { acts, first, nmap, prepare, second, service } from './silence-acts.ts';

const ports = '1-200,32768-60999';
const config = {
  tcp: { mode: 'stealth', ports },
  udp: { mode: 'stealth', ports },
  trigger: { packet: 1 },
  // The attacker is served by the services of this host, which would spare it.
  ignore: { protect: ['own'] },
};

e2e('stealth mode stays silent about everything that is no probe, and awake', () =>
  watching({ config, prepare }, async stage => {
    const { hosts } = stage;
    const noise: string[] = [];
    for (const [name, act] of acts) {
      const before = await stage.counter('probes');
      await act(hosts, stage);
      const more = (await stage.counter('probes')) - before;
      if (more !== 0) noise.push(`${name}: ${more}`);
    }
    assert.deepEqual(
      noise,
      [],
      stage
        .entries()
        .map(entry => JSON.stringify(entry))
        .join('\n'),
    );
    assert.deepEqual(stage.entries(), []);
    nmap(hosts.attacker, '-sS', service.inside);
    // One line for both, if the first one still waited.
    await until(() => stage.entries().length >= 1, 'the first probe');
    nmap(hosts.attacker, '-sS', service.inside, second);
    // What of the silent acts would be seen late is here before these two.
    await until(() => stage.entries().length >= 2, 'the two probes');
    const seen = stage
      .entries()
      .map(entry => entry.verb !== 'held' && `${formatAddress(entry.target)} ${entry.port}`);
    assert.deepEqual(seen, [`${first} ${service.inside}`, `${second} ${service.inside}`]);
    assert.equal((await stage.finish())['probes'], 2);
  }),
);
