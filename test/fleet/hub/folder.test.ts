import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Certificate, readCertificate, userOf } from '../../../src/fleet/hub/certificate.ts';
import { type Filled, fillFolder } from '../../../src/fleet/hub/folder.ts';

const hub = ['hub.example.net', '2001:db8::5'];

function inFolder(work: (folder: string, fill: Fill) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-hub-'));
  try {
    work(folder, (hosts, renew = [], dialled = hub) =>
      fillFolder(folder, { hub: dialled, hosts }, renew, Date.now()),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Fill = (hosts: readonly string[], renew?: readonly string[], dialled?: readonly string[]) => Filled;

/** Every file with what is in it, but for what was put away. */
const contents = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(name => !name.startsWith('old') && statSync(join(folder, name)).isFile())
      .map(name => [name, readFileSync(join(folder, name), 'latin1')]),
  );

const certificate = (folder: string, name: string): Certificate =>
  readCertificate(join(folder, name, `${name}.pem`));

test('fillFolder() makes an authority, and what a user and the hub need, with keys for their owner alone', () =>
  inFolder((folder, fill) => {
    const { users, made } = fill(['web1']);
    assert.deepEqual(made, ['hub', 'admin', 'collector', 'web1']);
    assert.deepEqual(
      users.map(({ name }) => name),
      ['admin', 'collector', 'web1'],
    );
    const files = Object.keys(contents(folder));
    assert.equal(files.filter(name => name.endsWith('.key')).length, 5);
    for (const name of files.filter(name => name.endsWith('.key')))
      assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600, name);
    assert.deepEqual(files.filter(name => name.startsWith('web1')).sort(), [
      'web1/ca.pem',
      'web1/web1.key',
      'web1/web1.pem',
    ]);
    const authority = readCertificate(join(folder, 'ca.pem'));
    for (const name of ['hub', 'web1'])
      assert.ok(certificate(folder, name).x509.verify(authority.x509.publicKey), name);
    assert.deepEqual(
      [...certificate(folder, 'hub').alternatives],
      ['DNS:hub.example.net', 'DNS:localhost', 'IP:2001:db8::5'],
    );
    assert.deepEqual(
      readdirSync(folder).filter(name => name.startsWith('.')),
      [],
    );
  }));

test('fillFolder() leaves all of it as it is when it is asked again, and makes what is new', () =>
  inFolder((folder, fill) => {
    fill(['web1']);
    writeFileSync(join(folder, 'notes'), 'of the admin');
    const before = contents(folder);
    assert.deepEqual(fill(['web1']).made, []);
    assert.deepEqual(contents(folder), before);
    assert.deepEqual(fill(['web1', 'web2']).made, ['web2']);
    const after = contents(folder);
    for (const [name, text] of Object.entries(before)) assert.equal(after[name], text, name);
  }));

test('fillFolder() puts away who has left, and makes another user of whoever comes back', () =>
  inFolder((folder, fill) => {
    fill(['web1', 'web2']);
    const before = certificate(folder, 'web2');
    const { retired, users } = fill(['web1']);
    assert.deepEqual(retired, ['web2']);
    assert.ok(users.every(({ name }) => name !== 'web2'));
    assert.deepEqual(readdirSync(join(folder, 'old')), [`web2-${before.issue}`]);
    fill(['web1', 'web2']);
    assert.notEqual(userOf(certificate(folder, 'web2')), userOf(before));
  }));

test('fillFolder() makes a new one of whoever is to be renewed, and keeps the key that was', () =>
  inFolder((folder, fill) => {
    fill(['web1', 'web2']);
    const before = contents(folder);
    const { retired, made } = fill(['web1', 'web2'], ['web1', 'admin']);
    assert.deepEqual(
      [[...retired].sort(), made],
      [
        ['admin', 'web1'],
        ['admin', 'web1'],
      ],
    );
    const after = contents(folder);
    assert.notEqual(after['web1/web1.key'], before['web1/web1.key']);
    assert.equal(after['web2/web2.key'], before['web2/web2.key']);
    const kept = readdirSync(join(folder, 'old')).find(name => name.startsWith('web1-')) ?? '';
    assert.equal(readFileSync(join(folder, 'old', kept, 'web1.key'), 'latin1'), before['web1/web1.key']);
    assert.throws(() => fill(['web1'], ['web9']), /no certificate of "web9"/);
  }));

test('fillFolder() makes a new certificate of the hub when it is dialled otherwise', () =>
  inFolder((folder, fill) => {
    fill(['web1']);
    assert.deepEqual(fill(['web1'], [], [...hub, 'hub2.example.net']).made, ['hub']);
    assert.ok(certificate(folder, 'hub').alternatives.includes('DNS:hub2.example.net'));
  }));

test('fillFolder() says whose certificate ends within a month', () =>
  inFolder((folder, fill) => {
    fill(['web1']);
    const soon = certificate(folder, 'web1').end - 29 * 86_400_000;
    assert.deepEqual(fillFolder(folder, { hub, hosts: ['web1'] }, [], soon).ending, [
      'hub',
      'admin',
      'collector',
      'web1',
    ]);
  }));
