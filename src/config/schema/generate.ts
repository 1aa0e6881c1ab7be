/**
 * Writes what is made from the schema, or with --check only says which file is not what it should be. Run from the top
 * folder, as `make generate` and `make check` do.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { errorCode } from '../../util/errors.ts';
import { configPage, generatedFiles } from './generated.ts';

const stale = generatedFiles(contents(configPage)).filter(([path, text]) => contents(path) !== text);
if (process.argv.includes('--check')) {
  for (const [path] of stale) process.stderr.write(`${path} is not fresh: run make generate\n`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  for (const [path, text] of stale) writeFileSync(path, text);
}

function contents(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return '';
    throw error;
  }
}
