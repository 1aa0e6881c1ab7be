import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nameOf, parseAccepted } from '../../../../src/detect/spare/logins/accepted.ts';
import { formatAddress } from '../../../../src/net/address.ts';
import { neverThrows } from '../hosts/never-throws.ts';

const shown = (message: string): string | undefined => {
  const found = parseAccepted(message);
  return found === undefined ? undefined : `${formatAddress(found.peer)} ${found.port}`;
};

test('parseAccepted() takes the peer of every kind of login', () => {
  const rows = [
    ['Accepted publickey for alice from 192.0.2.9 port 40000 ssh2: ED25519 SHA256:x+/y', '192.0.2.9 40000'],
    ['Accepted password for root from 2001:db8::9 port 1 ssh2', '2001:db8::9 1'],
    ['Accepted keyboard-interactive/pam for a.b-c@d from fe80::9%eth0 port 65535 ssh2', 'fe80::9 65535'],
    ['Accepted gssapi-with-mic for DOM\\bob from 192.0.2.9 port 22 ssh2: bob@EXAMPLE.ORG', '192.0.2.9 22'],
    [
      'Accepted publickey for ca from 192.0.2.9 port 22 ssh2: RSA-CERT SHA256:x ID "a b" (serial 0) CA RSA SHA256:y',
      '192.0.2.9 22',
    ],
  ] as const;
  for (const [message, peer] of rows) assert.equal(shown(message), peer, message);
});

/** What anybody can have sshd write: a user name of his choice in the words of a login. */
const hostile = 'root from 192.0.2.66 port 1 ssh2';
const login = `Accepted publickey for ${hostile}`;

test('parseAccepted() takes nothing that is no login', () => {
  const messages = [
    `Failed password for ${hostile} from 192.0.2.9 port 2 ssh2`,
    `Failed password for invalid user ${login} from 192.0.2.9 port 2 ssh2`,
    `Invalid user ${login} from 192.0.2.9 port 2`,
    `Invalid user x\n${login} from 192.0.2.9 port 2`,
    `error: PAM: Authentication failure for ${login}`,
    `Postponed publickey for ${hostile}`,
    `Partial publickey for ${hostile}`,
    `Received disconnect from 192.0.2.9 port 2:11: ${login}`,
    `Bad protocol version identification '${login}' from 192.0.2.9 port 2`,
    `${login} [preauth]`,
    `${login}: x [preauth]`,
    ` ${login}`,
    'Accepted publickey for root from 192.0.2.66 port 0 ssh2',
    'Accepted publickey for root from 192.0.2.66 port 65536 ssh2',
    'Accepted publickey for root from admin.example.org port 1 ssh2',
    'Accepted publickey for root from UNKNOWN port 65535 ssh2',
    'Accepted publickey for root from 192.0.2.66 port 1 ssh2 port 3',
    'Accepted publickey for a b from 192.0.2.66 port 1 ssh2',
    'Accepted key ED25519 SHA256:x found at /home/a/.ssh/authorized_keys:1',
    'Accepted certificate ID "for root from 192.0.2.66 port 1 ssh2" (serial 0) signed by RSA CA SHA256:x',
    '',
  ];
  for (const message of messages) assert.equal(shown(message), undefined, message);
});

test('parseAccepted() believes no user name that a client may send', () => {
  const pieces = fc.constantFrom(
    'Accepted',
    ' ',
    'publickey',
    'for',
    'root',
    'from',
    '192.0.2.66',
    'port',
    '1',
    'ssh2',
    '\n',
    ': ',
    '"',
  );
  const name = fc.oneof(
    fc.array(pieces, { maxLength: 14 }).map(parts => parts.join('')),
    fc.array(pieces, { maxLength: 14 }).map(parts => parts.join(' ')),
  );
  const before = fc.constantFrom(
    'Failed none for ',
    'Failed password for invalid user ',
    'Invalid user ',
    'error: ',
    'Connection closed by authenticating user ',
  );
  fc.assert(
    fc.property(before, name, (words, user) => {
      assert.equal(parseAccepted(`${words}${user} from 192.0.2.9 port 2 ssh2`), undefined);
    }),
  );
});

test('parseAccepted() never throws on any text', () =>
  neverThrows(parseAccepted, [
    'Accepted ',
    'publickey for ',
    ' from ',
    ' port 1',
    ' ssh2',
    '::',
    '%',
    '[preauth]',
  ]));

test('nameOf() tells ends apart, by the address and by the port', () => {
  const names = ['192.0.2.9 port 1', '192.0.2.9 port 2', '192.0.2.8 port 1', '::1 port 1'].map(end => {
    const found = parseAccepted(`Accepted password for a from ${end} ssh2`);
    return found === undefined ? assert.fail(end) : nameOf(found);
  });
  assert.equal(new Set(names).size, names.length);
});
