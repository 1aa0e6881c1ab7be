import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { hubLack, withHub } from '../../support/hub/hub.ts';
import { configFile, directory, portjail } from '../program.ts';

/** `fleet hub` on a file of hosts in a folder of its own. */
function admin(text: string) {
  const home = directory();
  const [file, folder] = [join(home, 'hosts'), join(home, 'fleet')];
  writeFileSync(file, text);
  return {
    file,
    folder,
    hub: (...more: string[]) => portjail('fleet', 'hub', '--hosts', file, '-o', folder, ...more),
    mode: (path: string): string => (statSync(join(folder, path)).mode & 0o777).toString(8),
    read: (path: string): string => readFileSync(join(folder, path), 'utf8'),
  };
}

test('fleet hub makes what each host needs, keys for root alone, and says what to do with it', () => {
  const { folder, hub, mode } = admin('hub 127.0.0.1 hub.example.net\nweb1\nweb2\n');
  const { code, stdout } = hub();
  assert.equal(code, 0);
  for (const line of [
    `Made: hub, admin, collector, web1, web2\nKeep ${folder} to yourself: who has ca.key can be any host.`,
    `  scp -r ${folder}/hub root@127.0.0.1:fleet-hub     # from here`,
    '  install -g nats -m 0640 fleet-hub/nats-server.conf /etc/nats-server.conf',
    `  scp -r ${folder}/web1 root@web1:fleet-web1     # from here`,
    '    "fleet": { "servers": ["tls://127.0.0.1:4222"], "name": "web1", "hosts": 1 }',
  ])
    assert.ok(stdout.includes(`${line}\n`), `${line} in\n${stdout}`);
  for (const path of ['ca.key', 'hub/hub.key', 'web1/web1.key', 'admin/admin.key'])
    assert.equal(mode(path), '600', path);
  assert.equal(mode('.'), '700');
  assert.equal(mode('web1/web1.pem'), '644');
});

test('fleet hub leaves what is there as it is, and takes another key only when it is told to', () => {
  const { hub, read } = admin('hub 127.0.0.1\nweb1\nweb2\n');
  assert.equal(hub().code, 0);
  const files = ['ca.key', 'hub/nats-server.conf', 'web1/web1.key', 'web2/web2.key'] as const;
  const before = files.map(read);
  assert.match(hub().stdout, /^Nothing new: certificates and keys are as they were\.$/m);
  assert.deepEqual(files.map(read), before);
  const { stdout } = hub('--renew', 'web1');
  assert.match(stdout, /^Put away, not let in by the hub any more: web1\nMade: web1$/m);
  assert.deepEqual(
    files.filter((file, index) => read(file) !== before[index]),
    ['hub/nats-server.conf', 'web1/web1.key'],
  );
});

test('fleet hub says where a file of hosts is wrong, and whom it cannot renew', () => {
  const { file, hub } = admin('hub 127.0.0.1\nweb1\nWeb_2\n');
  const wrong = hub();
  assert.equal(wrong.code, 2);
  assert.ok(wrong.stderr.includes(`${file}:3:1: expected a name of at most 32 characters`), wrong.stderr);
  const { hub: other } = admin('hub 127.0.0.1\nweb1\n');
  const unknown = other('--renew', 'web9');
  assert.deepEqual([unknown.code, /"web9"/.test(unknown.stderr)], [1, true], unknown.stderr);
  const { code, stderr } = portjail('fleet', 'hub', '-o', '/nowhere');
  assert.equal(code, 2);
  assert.match(stderr, /expected --hosts FILE/);
});

test(
  'fleet check ends with 0 where all holds, and with 1 where the hub is down',
  { skip: hubLack ?? false },
  () =>
    withHub({ users: ['web1', 'web2'] }, async hub => {
      const { ca, cert, key } = hub.credentials('web1');
      const fleet = { servers: [hub.server], name: 'web1', ca, cert, key, hosts: 1 };
      const { file } = configFile({ fleet });
      const fine = portjail('fleet', 'check', '-c', file);
      assert.equal(fine.code, 0, fine.stdout + fine.stderr);
      assert.match(fine.stdout, /^ok {6}told as web1: /m);
      assert.doesNotMatch(fine.stdout, /^WRONG/m);
      await hub.kill();
      const down = portjail('fleet', 'check', '-c', file);
      assert.equal(down.code, 1);
      assert.match(down.stdout, /^WRONG {3}no connection to tls:\/\/127\.0\.0\.1:/m);
    }),
);
