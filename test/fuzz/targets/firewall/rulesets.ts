import { ipSetsIn } from '../../../../src/firewall/read/ipset.ts';
import { parseIptables } from '../../../../src/firewall/read/iptables.ts';
import { parseNft } from '../../../../src/firewall/read/nft.ts';
import { corpusOf, declared, type Target, wordsOf } from '../../engine/target.ts';
import { judge } from './judged.ts';

const sets = ipSetsIn('create f2b-sshd hash:ip\nadd f2b-sshd 203.0.113.7\n');

/** `nft -j list ruleset`, of firewalld's and ufw's rules too where they are kept there. */
export const nft: Target = {
  sources: ['firewall/read/nft.ts', 'firewall/read/nft-values.ts', 'util/json.ts', 'firewall/fate.ts'],
  corpus: corpusOf('nft'),
  words: wordsOf('nft.txt'),
  take: input => declared([SyntaxError], () => judge(parseNft(input.toString('utf8')))),
};

/** iptables-save and ip6tables-save. */
export const iptables: Target = {
  sources: [
    'firewall/read/iptables.ts',
    'util/quoted-words.ts',
    'firewall/fate.ts#isNamed',
    'firewall/closed.ts',
  ],
  corpus: corpusOf('iptables'),
  words: wordsOf('iptables.txt'),
  take: input => {
    judge(parseIptables(input.toString('utf8'), input.length % 4 === 0 ? 'ip6' : 'ip', sets));
  },
};

/** `ipset save`. */
export const ipset: Target = {
  sources: ['firewall/read/ipset.ts', 'firewall/read/ruleset.ts#addresses'],
  corpus: corpusOf('ipset'),
  words: wordsOf('ipset.txt'),
  take: input => {
    for (const set of ipSetsIn(input.toString('utf8')).values()) {
      set.has([0, 0, 0xffff, 0xcb007107]);
      void [set.isWhole(), set.isFamily(), set.prefixes()];
    }
  },
};
