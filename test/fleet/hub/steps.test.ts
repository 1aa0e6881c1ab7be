import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverOf, stepsText } from '../../../src/fleet/hub/steps.ts';

const nothing = { users: [], made: [], retired: [], ending: [] };
const said = (filled: Partial<typeof nothing> | object): string =>
  stepsText(
    '/root/fleet',
    ['hub.example.net'],
    { ...nothing, ...filled },
    'portjail fleet hub --hosts hosts -o fleet',
  );

test('serverOf() has an IPv6 address in brackets', () => {
  assert.equal(serverOf('2001:db8::5'), 'tls://[2001:db8::5]:4222');
  assert.equal(serverOf('hub.example.net'), 'tls://hub.example.net:4222');
});

test('stepsText() has the commands of all machines when everything is new', () => {
  const text = said({ made: ['hub', 'admin', 'collector', 'web1', 'web2'] });
  assert.match(text, /install -D -g nats -m 0640 -t \/etc\/nats fleet-hub\/\*\.pem fleet-hub\/hub\.key$/m);
  assert.match(text, /systemctl restart nats-server$/m);
  assert.match(text, /^At each of web1, web2, here web1:$/m);
  assert.match(text, /"servers": \["tls:\/\/hub\.example\.net:4222"\], "name": "web1"/);
});

test('stepsText() leaves the keys of the hub and of other hosts alone when one has left', () => {
  const text = said({ retired: ['web2'] });
  assert.match(text, /^Put away, not let in by the hub any more: web2$/m);
  assert.match(text, /systemctl restart nats-server$/m);
  assert.doesNotMatch(text, /hub\.key|At each of/);
});

test('stepsText() counts the hosts when they are many', () => {
  const made = Array.from({ length: 30 }, (_, index) => `web${index}`);
  assert.match(said({ made }), /^Made: web0, .*web9 and 20 more$/m);
});
