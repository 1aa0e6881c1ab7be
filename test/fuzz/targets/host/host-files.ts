import assert from 'node:assert/strict';
import { parseLease } from '../../../../src/detect/spare/hosts/dhcp-servers.ts';
import { parseResolvConf } from '../../../../src/detect/spare/hosts/resolvers.ts';
import { parseNtpConf, parseTimesync } from '../../../../src/detect/spare/hosts/time-servers.ts';
import { parseSession } from '../../../../src/detect/spare/logins/sessions.ts';
import { settingsIn } from '../../../../src/detect/spare/logins/sshd-config.ts';
import { parseUtmp } from '../../../../src/detect/spare/logins/utmp.ts';
import { type Address, formatAddress, parseAddress } from '../../../../src/net/address.ts';
import { corpusOf, type Target, wordsOf } from '../../engine/target.ts';

/** Files of the system that name hosts which are protected: some of them are written by what came over the network. */
export const hostFiles: Target = {
  sources: [
    'detect/spare/hosts/words.ts',
    'detect/spare/hosts/dhcp-servers.ts',
    'detect/spare/hosts/resolvers.ts',
    'detect/spare/hosts/time-servers.ts',
    'detect/spare/logins/sessions.ts',
    'detect/spare/logins/sshd-config.ts#settingsIn',
  ],
  corpus: corpusOf('host-files'),
  words: wordsOf('host-files.txt'),
  take: input => {
    const text = input.toString('latin1');
    for (const parse of [parseLease, parseResolvConf, parseNtpConf, parseTimesync, parseSession])
      parse(text).forEach(mustBeShown);
    settingsIn(text);
  },
};

function mustBeShown(address: Address): void {
  assert.deepEqual(parseAddress(formatAddress(address)), address);
}

/** /run/utmp, in both of its layouts. */
export const utmp: Target = {
  sources: ['detect/spare/logins/utmp.ts#parseUtmp,peerAt'],
  corpus: corpusOf('utmp'),
  words: wordsOf('utmp.hex'),
  take: input => {
    for (const layout of [{ size: 384, address: 348 }, { size: 400, address: 360 }, undefined])
      for (const { pid, peer } of parseUtmp(input, layout)) {
        assert.ok(pid > 0);
        mustBeShown(peer);
      }
  },
};
