import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ruleOf } from '../../src/why/rule.ts';
import { touchOf } from './fixture.ts';

const trigger = { handshake: 1, packet: 4, window: '10m', ipv6Prefix: 0, ipv4Prefix: 0, translators: [] };
const free = { ignoredBy: [], protectedBy: [] };
const packet = { evidence: 'packet', kind: 'syn' } as const;

test('ruleOf() names the trigger that a scan reached, and that another line did not reach', () => {
  const rule = (more: Parameters<typeof touchOf>[1]): string =>
    ruleOf(touchOf('203.0.113.7', more), trigger, free);
  assert.equal(rule({}), 'trigger.handshake 1 within 600 s reached');
  assert.equal(rule({ ...packet, ports: 4 }), 'trigger.packet 4 within 600 s reached');
  assert.equal(
    rule({ ...packet, ports: 3, why: 'below-trigger' }),
    'trigger.packet 4 within 600 s not reached',
  );
});

test("ruleOf() says that a rule is not known where today's config does not explain the line", () => {
  const rule = (more: Parameters<typeof touchOf>[1]): string =>
    ruleOf(touchOf('203.0.113.7', more), trigger, free);
  assert.match(rule({ ...packet, ports: 3 }), /^not known: a sweep .*trigger\.packet 4/);
  assert.match(rule({ ...packet, ports: 4, why: 'below-trigger' }), /^not known: /);
  assert.match(rule({ why: 'ignored' }), /not known: today's config does not ignore it$/);
  assert.match(rule({ why: 'protected' }), /not known: no list protects it now$/);
  const unasked = { ignoredBy: [], protectedBy: undefined };
  assert.match(
    ruleOf(touchOf('203.0.113.7', { why: 'protected' }), trigger, unasked),
    /not known: no running sentry/,
  );
});

test('ruleOf() names who ignores and protects, and the rules of networks and of the LAN', () => {
  const spared = { ignoredBy: ['ignore.addresses: 203.0.113.0/24'], protectedBy: ['ssh'] };
  const rule = (source: string, more: Parameters<typeof touchOf>[1]): string =>
    ruleOf(touchOf(source, more), trigger, spared);
  assert.equal(rule('203.0.113.7', { why: 'ignored' }), 'ignored by ignore.addresses: 203.0.113.0/24');
  assert.equal(rule('203.0.113.7', { why: 'protected' }), 'protected by ignore.protect ssh');
  assert.match(rule('2001:db8::7', { why: 'distributed' }), /trigger\.ipv6Prefix/);
  assert.match(rule('203.0.113.7', { why: 'distributed' }), /trigger\.ipv4Prefix/);
  assert.match(rule('192.168.1.7', { why: 'lan' }), /a machine of the LAN/);
  assert.match(rule('2001:db8::', { prefix: 64 }), /trigger\.ipv6Prefix/);
});
