import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseAddress } from '../../../src/net/address.ts';
import { type Hub, type HubOptions, withHub } from '../../support/hub/hub.ts';
import { isLong } from '../../support/long.ts';
import { until } from '../../support/until.ts';
import { lackOfSsh, startSsh } from '../ssh.ts';
import type { BootedStage } from '../stage.ts';

const config = '/etc/portjail/portjail.json';
const keys = '/etc/portjail/fleet';
const log = '/var/log/portjail-fleet/fleet.log';

/** The unit of the fleet beside the sentry, from a host that is in none to one that tells and hears; the attacker's has the hub. */
export async function fleetWorks(stage: BootedStage): Promise<void> {
  const { host, hosts } = stage;
  refusesWithoutServers(stage);
  const options: HubOptions = {
    users: ['web1', 'web2'],
    address: hosts.attacker.ipv4,
    port: 4222,
    start: command => hosts.attacker.start(command),
    run: command => hosts.attacker.run(command),
  };
  await withHub(options, async hub => {
    const { ca, cert, key } = hub.credentials('web1');
    for (const [name, from] of Object.entries({ 'ca.pem': ca, 'web1.pem': cert, 'web1.key': key }))
      host.write(`${keys}/${name}`, readFileSync(from, 'utf8'));
    host.sh(`chgrp -R portjail-fleet ${keys} && chmod 640 ${keys}/*`);
    const fleet = { servers: [hub.server], name: 'web1', accept: true, hosts: 1 };
    host.write(config, JSON.stringify({ fleet }));
    host.run(['systemctl', 'start', 'portjail-fleet']);
    await stage.startSentry();
    await stage.touchedUntil('ipv4', 'scan');
    const status = (): string => host.run(['portjail', 'fleet', 'status'], 'any');
    await until(
      () => /^tells {3}1 told/m.test(status()),
      () => status() + saidBy(stage),
    );
    hasNoRights(stage);
    eachWritesItsOwn(stage);
    if (isLong && lackOfSsh() === undefined) await sparesWhoIsLoggedIn(stage, hub);
  });
  host.run(['systemctl', 'stop', 'portjail-fleet', 'portjail']);
  host.write(config, '{}');
}

const shown = ({ host }: BootedStage, property: string): string =>
  host.run(['systemctl', 'show', '--value', '-p', property, 'portjail-fleet']).trim();

const saidBy = ({ host }: BootedStage): string =>
  host.run(['journalctl', '-u', 'portjail-fleet', '-o', 'cat'], 'any');

/** A mistake of the config's, which is not tried again. */
function refusesWithoutServers(stage: BootedStage): void {
  const { host } = stage;
  host.write(config, '{}');
  host.sh('! systemctl start portjail-fleet 2>/dev/null');
  assert.deepEqual([shown(stage, 'SubState'), shown(stage, 'ExecMainStatus')], ['failed', '2']);
  assert.match(saidBy(stage), /fleet\.servers names no server/);
  host.run(['systemctl', 'reset-failed', 'portjail-fleet']);
}

/** What each remaining mark is stands in docs/service.md. */
const most = '14';

function hasNoRights(stage: BootedStage): void {
  const { host } = stage;
  const pid = shown(stage, 'MainPID');
  const of = (user: string, what: string): string => host.run(['id', what, user]).trim();
  const rights = host.sh(`grep -hE '^(Uid|Cap...|NoNewPrivs):' /proc/${pid}/task/*/status | sort -u`);
  const none = ['Amb', 'Bnd', 'Eff', 'Inh', 'Prm'].map(set => `Cap${set}:\t${'0'.repeat(16)}\n`).join('');
  const uid = of('portjail-fleet', '-u');
  assert.equal(rights, `${none}NoNewPrivs:\t1\nUid:${`\t${uid}`.repeat(4)}\n`);
  assert.notEqual(uid, of('portjail', '-u'));
  host.run(['systemd-analyze', 'security', '--no-pager', `--threshold=${most}`, 'portjail-fleet']);
}

const places = (unit: string): string[] =>
  ['/var/log', '/run', '/var/lib'].map(folder => `${folder}/${unit}`);

/** In the namespace of the unit, where it has all that it may have; the reading is shown by what it has told. */
function eachWritesItsOwn({ host }: BootedStage): void {
  const as = (unit: string, groups: string, test: string): string =>
    host.sh(
      `nsenter -m -t $(systemctl show --value -p MainPID ${unit}) setpriv --reuid ${unit} --regid ${unit} --groups ${groups} sh -c '${test}'`,
      'any',
    );
  const writable = (folders: readonly string[]): string =>
    `for place in ${folders.join(' ')}; do find $place -writable 2>/dev/null; done`;
  assert.equal(as('portjail-fleet', 'adm', writable([...places('portjail'), '/etc/portjail'])), '');
  assert.equal(as('portjail', 'portjail', writable([...places('portjail-fleet'), '/etc/portjail'])), '');
  assert.match(as('portjail-fleet', 'adm', writable(places('portjail-fleet'))), new RegExp(`^${log}$`, 'm'));
  assert.match(as('portjail', 'portjail', `cat ${keys}/web1.key`), /Permission denied/);
}

const script = fileURLToPath(new URL('../../support/hub/tell.js', import.meta.url));

/** Where neither utmp nor logind knows, so that it follows the journal; others are named meanwhile. */
async function sparesWhoIsLoggedIn(stage: BootedStage, hub: Hub): Promise<void> {
  const { host, hosts } = stage;
  const { attacker } = hosts;
  const credentials = JSON.stringify(hub.credentials('web2'));
  const named = (text: string): string => {
    const source = parseAddress(text) ?? assert.fail(text);
    const event = JSON.stringify({ time: Date.now(), source, port: 23, hits: 1, ports: 1 });
    return attacker.run([process.execPath, script, hub.server, credentials, event]);
  };
  host.sh('rm -f /run/utmp && sed -i /pam_systemd/d /etc/pam.d/common-session');
  const ssh = startSsh(stage);
  host.run(['systemctl', 'restart', 'portjail-fleet']);
  const session = await ssh.login(attacker, hosts.host.ipv4);
  const lines = (): string => host.run(['cat', log], 'any');
  // It looks at its host, then writes its status, every few seconds: the second one comes of a look behind the login.
  const written = (): unknown => JSON.parse(host.run(['cat', '/run/portjail-fleet/status.json'])).time;
  for (let count = 0; count < 2; count++) {
    const last = written();
    await until(() => written() !== last, 'its status');
  }
  named(attacker.ipv4);
  named('203.0.113.7');
  await until(
    () => lines().includes(' fleet src=203.0.113.7 '),
    () => lines() + saidBy(stage),
  );
  assert.ok(!lines().includes(` src=${attacker.ipv4} `), lines() + saidBy(stage));
  await session.stop();
}
