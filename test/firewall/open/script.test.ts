import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Found } from '../../../src/firewall/open/choose.ts';
import type { Openings } from '../../../src/firewall/open/opening.ts';
import { commandsFor, comment } from '../../../src/firewall/open/script.ts';

const found: Found = { firewalld: false, ufw: false, said: [], usual: 'nft' };
const openings: Openings = {
  tcp: [
    [23, 23],
    [512, 515],
  ],
  udp: [[7, 7]],
};
const onlyTcp: Openings = { tcp: [[23, 23]], udp: [] };

test('commandsFor() writes what each firewall understands', () => {
  assert.deepEqual(commandsFor('nft', openings, found).open, [
    "nft -f - <<'END'",
    'insert rule inet filter input tcp dport { 23, 512-515 } accept comment "portjail"',
    'insert rule inet filter input udp dport { 7 } accept comment "portjail"',
    'END',
  ]);
  assert.deepEqual(commandsFor('iptables', openings, found).open, [
    'iptables -w -I INPUT -p tcp -m multiport --dports 23,512:515 -m comment --comment portjail -j ACCEPT',
    'iptables -w -I INPUT -p udp -m multiport --dports 7 -m comment --comment portjail -j ACCEPT',
    'ip6tables -w -I INPUT -p tcp -m multiport --dports 23,512:515 -m comment --comment portjail -j ACCEPT',
    'ip6tables -w -I INPUT -p udp -m multiport --dports 7 -m comment --comment portjail -j ACCEPT',
  ]);
  assert.deepEqual(commandsFor('ufw', openings, found).open, [
    "ufw allow proto tcp to any port 23,512:515 comment 'portjail'",
    "ufw allow proto udp to any port 7 comment 'portjail'",
  ]);
  assert.deepEqual(commandsFor('firewalld', openings, found).open, [
    'firewall-cmd --permanent --add-port=23/tcp --add-port=512-515/tcp --add-port=7/udp',
    'firewall-cmd --add-port=23/tcp --add-port=512-515/tcp --add-port=7/udp',
  ]);
});

test('commandsFor() writes no rule for a protocol without ports', () => {
  for (const tool of ['nft', 'iptables', 'ufw', 'firewalld'] as const) {
    const text = commandsFor(tool, onlyTcp, found).open.join('\n');
    assert.match(text, /tcp/);
    assert.doesNotMatch(text, /udp/);
  }
});

test('comment() is one line, whatever it holds', () => {
  assert.equal(comment('a\nreboot\r\u001b'), '# a reboot ');
});
