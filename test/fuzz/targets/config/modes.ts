import { readModes } from '../../../../src/config/portsentry/modes-file.ts';
import { corpusOf, type Target, wordsOf } from '../../engine/target.ts';
import { mustNameIts } from './named.ts';

const file = '/etc/default/portsentry';

/** What Debian's init script of Portsentry sources. */
export const modes: Target = {
  sources: ['config/portsentry/modes-file.ts', 'config/read/modes.ts'],
  corpus: corpusOf('modes'),
  words: wordsOf('modes.txt'),
  take: input => {
    for (const skip of [[], ['udp']]) {
      const { mistakes } = readModes(input.toString('utf8'), file, skip);
      if (mistakes.length > 0) mustNameIts(file, mistakes.join('\n'));
    }
  },
};
