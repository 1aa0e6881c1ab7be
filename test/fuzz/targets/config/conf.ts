import assert from 'node:assert/strict';
import { judged, type Loaded } from '../../../../src/config/load.ts';
import { confLines } from '../../../../src/config/portsentry/conf-lines.ts';
import { importedConfig } from '../../../../src/config/portsentry/import.ts';
import { readPortsentryConf } from '../../../../src/config/portsentry/portsentry-conf.ts';
import { type Draft, withSettings } from '../../../../src/config/read/draft.ts';
import { readJsonFile } from '../../../../src/config/read/json-file.ts';
import { UsageError } from '../../../../src/util/errors.ts';
import { corpusOf, type Target, wordsOf } from '../../engine/target.ts';
import { mustNameIts } from './named.ts';

const file = '/etc/portsentry/portsentry.conf';

/** A portsentry.conf, of 1.2 and of 2.x. */
export const conf: Target = {
  sources: [
    'config/portsentry/portsentry-conf.ts',
    'config/portsentry/conf-lines.ts',
    'config/portsentry/conf-options.ts',
    'config/portsentry/conf-ports.ts',
    'config/portsentry/conf-block.ts',
    'config/portsentry/dialect.ts',
  ],
  corpus: [...corpusOf('conf-1.2'), ...corpusOf('conf-2')],
  words: wordsOf('conf.txt'),
  take: input => {
    const text = input.toString('utf8');
    mustAgree(text);
    // With such a file beside it, it is of 1.2; else its text tells.
    const staticIgnore = input.length % 2 === 0 ? '/etc/portsentry/portsentry.ignore.static' : undefined;
    const draft = withoutFiles(readPortsentryConf(text, file, { staticIgnore }));
    // To judge it, and to write it out, takes longer than all the rest.
    const loaded = input.length % 16 < 2 ? loadedFrom(draft) : undefined;
    if (loaded !== undefined) mustMeanTheSame(draft, loaded);
  },
};

/** Of both dialects one line means the same option and value; they differ in what they say about it. */
function mustAgree(text: string): void {
  const [one, other] = [confLines(text, '1.2'), confLines(text, '2.x')];
  const bare = ({ entries, garbage }: typeof one): unknown => [
    entries.map(entry => ({ ...entry, remarks: [] })),
    garbage,
  ];
  assert.deepEqual(bare(one), bare(other));
}

/** What ignore files the input names is not for a test to open. */
const withoutFiles = (draft: Draft): Draft =>
  withSettings(draft, [{ pointer: '/ignore/files', value: [], place: draft.file ?? '' }]);

function loadedFrom(draft: Draft): Loaded | undefined {
  try {
    return judged(draft);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    mustNameIts(file, error.message);
    return undefined;
  }
}

/** What `portjail import` writes is read as the same config. */
function mustMeanTheSame(draft: Draft, loaded: Loaded): void {
  const { text } = importedConfig(draft, loaded);
  const { config } = judged(withoutFiles(readJsonFile(text, '/etc/portjail/portjail.json')));
  assert.deepEqual({ ...config, $schema: '' }, { ...loaded.config, $schema: '' }, text);
}
