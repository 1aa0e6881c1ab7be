import { saidOf } from '../../../../src/follow/logrotate.ts';
import { corpusOf, type Target, wordsOf } from '../../engine/target.ts';

/** The files of logrotate, of this package and of others. */
export const logrotate: Target = {
  sources: ['follow/logrotate.ts#saidOf,literal,matches'],
  corpus: corpusOf('logrotate'),
  words: wordsOf('logrotate.txt'),
  take: input => void saidOf(input.toString('utf8'), '/var/log/portjail/portsentry.log'),
};
