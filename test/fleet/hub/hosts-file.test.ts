import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseHosts } from '../../../src/fleet/hub/hosts-file.ts';

const refused = (text: string, message: RegExp): void =>
  assert.throws(() => parseHosts(text, 'hosts'), message);

test('parseHosts() takes the hub, and one host a line, when there are comments and blanks', () => {
  const text = '# ours\nhub  Hub.Example.net 192.0.2.1 2001:DB8:0::5\n\n  web1\t# the first\r\nweb-2\n';
  assert.deepEqual(parseHosts(text, 'hosts'), {
    hub: ['hub.example.net', '192.0.2.1', '2001:db8::5'],
    hosts: ['web1', 'web-2'],
  });
});

test('parseHosts() takes a name of the hub that has one label', () => {
  assert.deepEqual(parseHosts('hub hub1\nweb1', 'hosts').hub, ['hub1']);
});

test('parseHosts() says where it stands, what was found and what was expected when a line is wrong', () => {
  refused(
    'hub hub1\nweb1\n  Web2\n',
    /^UsageError: hosts:3:3: expected a name of at most 32 .*; found "Web2"$/,
  );
  refused('hub hub1\nweb1 web2\n', /hosts:2:6: expected one host a line; found "web2"/);
  refused('hub hub1\nweb1\nweb1\n', /hosts:3:1: .* it stands here twice; found "web1"/);
  refused('hub\nweb1\n', /hosts:1:1: expected names or addresses of the hub behind it; found "hub"/);
  refused('hub 10.0.0.l\nweb1\n', /hosts:1:5: expected a name such as .*; found "10.0.0.l"/);
  refused('hub hub.example.net/64\nweb1\n', /hosts:1:5: /);
});

test('parseHosts() refuses a host whose name has a meaning of its own', () => {
  for (const name of ['admin', 'collector', 'old', '-r', 'a.b', '..', 'a'.repeat(33)])
    refused(`hub hub1\n${name}\n`, /hosts:2:1: expected a name/);
});

test('parseHosts() refuses a list without a hub, and one without a host', () => {
  refused('web1\n', /hosts: expected a line such as "hub /);
  refused('hub hub1\n', /hosts: expected the name of a host/);
});
