import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { protections } from '../../../../src/config/schema/schema-parts.ts';
import { createHostFiles } from '../../../../src/detect/spare/hosts/host-files.ts';
import { protectedHostsLooker } from '../../../../src/detect/spare/hosts/protected-hosts.ts';
import { asNobody } from '../../../support/as-nobody.ts';
import { address } from '../../helpers.ts';
import { fileHost } from './file-host.ts';
import { utmpRecord } from './utmp-record.ts';

/** The gateways are the machine's own, whatever the files say. */
const names = protections.filter(name => name !== 'gateways');

/** A host with files of its own. */
function host(t: TestContext) {
  const { root, write } = fileHost(t);
  const said: string[] = [];
  const look = protectedHostsLooker(createHostFiles(path => said.push(path), root));
  return { root, write, said, look, has: (text: string) => look(names).hosts.has(address(text)) };
}

test('protectedHostsLooker() finds the hosts of every file that the system keeps', t => {
  const { write, has } = host(t);
  const files: readonly [path: string, text: string | Buffer, address: string][] = [
    ['/etc/resolv.conf', 'nameserver 198.51.100.1', '198.51.100.1'],
    ['/run/systemd/resolve/resolv.conf', 'nameserver 198.51.100.2', '198.51.100.2'],
    ['/run/utmp', utmpRecord(7, process.pid, '198.51.100.3', process.arch), '198.51.100.3'],
    ['/run/systemd/sessions/3', 'REMOTE=1\nSTATE=active\nREMOTE_HOST=198.51.100.4', '198.51.100.4'],
    ['/etc/fail2ban/jail.d/mine.local', '[DEFAULT]\nignoreip = 198.51.100.5', '198.51.100.5'],
    ['/etc/chrony/sources.d/a.sources', 'server 198.51.100.6', '198.51.100.6'],
    ['/run/systemd/netif/links/2', 'NTP=198.51.100.7', '198.51.100.7'],
    ['/run/systemd/netif/leases/2', 'SERVER_ADDRESS=198.51.100.8', '198.51.100.8'],
    ['/var/lib/dhcp/dhclient.eth0.leases', ' option dhcp-server-identifier 198.51.100.9;', '198.51.100.9'],
  ];
  for (const [path, text, found] of files) {
    assert.equal(has(found), false, path);
    write(path, text);
    assert.equal(has(found), true, path);
  }
  assert.equal(has('169.254.169.254'), true);
});

test('protectedHostsLooker() follows a change, and answers the same object without one', t => {
  const { root, write, look, has } = host(t);
  write('/etc/resolv.conf', 'nameserver 198.51.100.1');
  const first = look(names);
  assert.equal(look(names), first);
  write('/etc/resolv.conf', 'nameserver 198.51.100.22');
  assert.deepEqual([has('198.51.100.1'), has('198.51.100.22')], [false, true]);
  rmSync(`${root}/etc/resolv.conf`);
  assert.equal(has('198.51.100.22'), false);
});

test('protectedHostsLooker() waits for no pipe among the sessions, and reads no more than 1 MiB of a file', t => {
  const { root, write, has } = host(t);
  write('/run/systemd/sessions/3', 'REMOTE=1\nSTATE=active\nREMOTE_HOST=198.51.100.4');
  spawnSync('mkfifo', [`${root}/run/systemd/sessions/3.ref`]);
  write('/etc/resolv.conf', `nameserver 198.51.100.1\n${'#'.repeat(2 ** 20)}\nnameserver 198.51.100.2\n`);
  assert.deepEqual(['198.51.100.4', '198.51.100.1', '198.51.100.2'].map(has), [true, true, false]);
});

test('protectedHostsLooker() leaves out what is switched off', t => {
  const { write, look } = host(t);
  write('/etc/resolv.conf', 'nameserver 198.51.100.1');
  const { hosts, lists } = look(['own', 'metadata', 'connected']);
  assert.equal(hosts.has(address('198.51.100.1')), false);
  assert.deepEqual([...lists.keys()], ['metadata']);
});

test('protectedHostsLooker() keeps what it knew of a file that it may no longer read, and says so once', t => {
  if (process.getuid?.() !== 0) return t.skip('needs root, to become somebody else');
  const { root, write, said, has } = host(t);
  write('/etc/fail2ban/jail.local', '[DEFAULT]\nignoreip = 198.51.100.5');
  chmodSync(root, 0o755);
  assert.equal(has('198.51.100.5'), true);
  write('/etc/fail2ban/jail.local', '[DEFAULT]\nignoreip = 198.51.100.55');
  chmodSync(`${root}/etc/fail2ban/jail.local`, 0o600);
  asNobody(() => assert.deepEqual([has('198.51.100.5'), has('198.51.100.55')], [true, false]));
  assert.deepEqual(said, ['/etc/fail2ban/jail.local']);
});
