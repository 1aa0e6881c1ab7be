import assert from 'node:assert/strict';
import { judged } from '../../../../src/config/load.ts';
import { withSettings } from '../../../../src/config/read/draft.ts';
import { readJsonFile } from '../../../../src/config/read/json-file.ts';
import { UsageError } from '../../../../src/util/errors.ts';
import { corpusOf, type Target, wordsOf } from '../../engine/target.ts';
import { mustNameIts } from './named.ts';

const file = '/etc/portjail/portjail.json';

/** A portjail.json, with the places of its mistakes. */
export const json: Target = {
  sources: [
    'config/read/json-file.ts',
    'config/read/draft.ts',
    'config/load.ts#configOf,unwrittenFiles',
    'config/explain.ts',
    'config/without.ts',
    'config/rules/semantics.ts',
    'config/rules/time-rules.ts',
    'config/rules/port-rules.ts',
    'config/rules/prefix-rules.ts',
    'config/rules/shell-text.ts#scriptLine,unclear,shape,said,turn',
    'config/rules/run-rules.ts',
    'config/read/time.ts',
  ],
  corpus: corpusOf('json'),
  words: wordsOf('json.txt'),
  take: input => {
    const text = input.toString('utf8');
    try {
      const draft = readJsonFile(text, file);
      if (draft.mistakes.length === 0) mustBeAsJsonSays(text, draft.base);
      mustNameIts(file, draft.mistakes.join('\n') || file);
      judged(withSettings(draft, [{ pointer: '/ignore/files', value: [], place: '--test' }]));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      mustNameIts(file, error.message);
    }
  },
};

/** Where the text is JSON without a comment or a comma too many, its value is JSON.parse's. */
function mustBeAsJsonSays(text: string, base: unknown): void {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return;
  }
  assert.equal(JSON.stringify(base), JSON.stringify(value));
}
