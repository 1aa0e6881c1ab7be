import assert from 'node:assert/strict';
import { formatShared } from '../../../src/log/fleet/fleet-line.ts';
import { parseAddress } from '../../../src/net/address.ts';
import { freshHost, program, soon } from '../hosts/private-host.ts';
import { e2e } from '../hosts/require.ts';
import { inSet, read, startServer, status } from '../jails/jails.ts';

const [config, log] = ['/run/fleet.json', '/var/log/portjail-fleet/fleet.log'];
const fleet = { servers: ['tls://hub.example.net'], name: 'web1', accept: true };

e2e(
  'install: a host of the fleet gets its log and its jail, which bans by what others have proven',
  async () => {
    const host = await freshHost();
    host.sh(`: > /var/log/auth.log; echo '${JSON.stringify({ fleet })}' > ${config}`);
    await startServer(host);
    const { code, out, err } = host.sh(`${program} install --no-ban -c ${config}`);
    assert.equal(code, 0, out + err);
    assert.equal(status(host, 'portsentry-fleet').code, 0);
    assert.match(read(host, '/etc/logrotate.d/portjail'), new RegExp(`^"${log}" \\{$`, 'm'));
    const line = (verb: 'fleet' | 'told', text: string): string => {
      const source = parseAddress(text) ?? assert.fail(text);
      return formatShared(verb, { time: Date.now(), source, port: 23, origin: 'web2', hosts: 2 }, 1);
    };
    host.sh(`printf '%s\\n' '${line('told', '203.0.113.8')}' '${line('fleet', '203.0.113.7')}' >> ${log}`);
    assert.ok(await soon(() => inSet(host, '203.0.113.7')), 'banned');
    assert.match(status(host, 'portsentry-fleet').out, /Banned IP list:\s+203\.0\.113\.7\n/);
    assert.match(status(host).out, /Banned IP list:\s*\n/);
    assert.equal(host.sh(`${program} uninstall`).code, 0);
    assert.notEqual(status(host, 'portsentry-fleet').code, 0);
    assert.equal(host.sh(`test -s ${log}`).code, 0, 'the log stays');
  },
);
