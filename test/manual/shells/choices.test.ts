import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choicesOf } from '../../../src/manual/shells/choices.ts';
import { told } from '../shown.ts';

const choices = new Map(told.map(one => [one.name, choicesOf(one)]));
const of = (name: string) => choices.get(name) ?? assert.fail(name);

test('choicesOf() offers files, folders and users where a help says FILE, LOG, DIR or USER', () => {
  const offers = (name: string) =>
    Object.fromEntries(of(name).options.map(({ long, offer }) => [long, offer] as const));
  assert.equal(offers('run')['config'], 'files');
  assert.equal(offers('run')['user'], 'users');
  assert.equal(offers('run')['loopback'], undefined);
  assert.equal(offers('install')['root'], 'folders');
  assert.equal(offers('ignore')['note'], 'nothing');
  assert.deepEqual(offers('firewall')['for'], ['nft', 'iptables', 'ufw', 'firewalld']);
  assert.equal(of('import').operand, 'folders');
  assert.equal(of('replay').operand, 'files');
  assert.equal(of('simulate').operand, 'files');
  for (const name of ['run', 'unban', 'ignore', 'report']) assert.equal(of(name).operand, 'nothing', name);
});

test('choicesOf() has every option of a command, and --help', () => {
  for (const { name, options } of told)
    assert.deepEqual(
      of(name).options.map(({ long }) => long),
      [...Object.keys(options), 'help'],
    );
});

test('choicesOf() explains an option in a few words', () => {
  const [config] = of('run').options;
  assert.equal(config?.what, 'a portjail.json or portsentry.conf');
  for (const [name, { options }] of choices)
    for (const { what } of options) assert.match(what, /^\S.{0,98}$/, name);
});
