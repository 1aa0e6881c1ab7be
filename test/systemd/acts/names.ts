import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../support/until.ts';
import type { BootedStage } from '../stage.ts';

const serve = new URL('../../names/serve.js', import.meta.url).pathname;
const answers = '/var/lib/portjail-names/answers.json';

/** The unit that looks names up: it may hardly do anything, and the sentry of the other unit reads what it writes. */
export async function namesWork(stage: BootedStage): Promise<void> {
  const { host, hosts } = stage;
  const folder = mkdtempSync(join(tmpdir(), 'portjail-names-'));
  try {
    const zone = join(folder, 'zone');
    writeFileSync(zone, JSON.stringify({ 'home.example.org': [hosts.attacker.ipv4] }));
    await hosts.attacker.start([process.execPath, serve, hosts.attacker.ipv4, zone]).waitFor('serves');
    host.write('/etc/resolv.conf', `nameserver ${hosts.attacker.ipv4}\n`);
    host.run(['systemctl', 'start', 'portjail', 'portjail-names']);
    // What each remaining mark is stands in docs/service.md.
    host.run(['systemd-analyze', 'security', '--no-pager', '--threshold=12', 'portjail-names']);
    assert.match(
      host.sh('portjail ignore home.example.org --private 2>&1'),
      /home\.example\.org is 10\.99\.0\.\d, as of .*\n.*they are spared from now on$/m,
    );
    assert.equal(host.sh(`stat -c '%U %a' ${answers}`), 'portjail-names 644\n');
    const status = (): string => host.sh('systemctl show --value -p StatusText portjail-names');
    await until(() => status() === '1 name, 1 with an address\n', status);
    host.run(['systemctl', 'stop', 'portjail-names']);
    assert.match(host.sh('portjail ignore --remove home.example.org 2>&1'), /is not spared by it any more$/m);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
