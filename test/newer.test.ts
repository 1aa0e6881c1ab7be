import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

/** What Node.js 18.19 does not have, and the types that we are checked with do. */
const newer =
  /\.(?:toSorted|toReversed|toSpliced|parentPath|isWellFormed)\b|\.with\(|\bgroupBy\(|withResolvers|fromAsync|import\.meta\.(?:dirname|filename)|(?<![\w.'])crypto\./;

test('nothing in src is newer than the oldest Node.js that runs it', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(file =>
    file.endsWith('.ts'),
  );
  assert.deepEqual(
    files.filter(file => newer.test(readFileSync(join('src', file), 'utf8'))),
    [],
  );
});
