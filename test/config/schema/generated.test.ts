import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  begin,
  configPage,
  editorSchema,
  end,
  generatedFiles,
  validatorCode,
} from '../../../src/config/schema/generated.ts';
import { referenceTable } from '../../../src/config/schema/reference.ts';

test('validatorCode() needs nothing at run time and compiles nothing', () => {
  const code = validatorCode();
  assert.doesNotMatch(code, /\brequire\b|^import |new Function/m);
});

test('generatedFiles() are the files in the tree', () => {
  const page = readFileSync(configPage, 'utf8');
  for (const [path, text] of generatedFiles(page)) assert.equal(readFileSync(path, 'utf8'), text, path);
});

test('generatedFiles() puts the table between the marks and leaves the rest alone', () => {
  const [, , page] = generatedFiles(`before\n${begin}\nold\n${end}\nafter\n`);
  assert.equal(page?.[1], `before\n${begin}\n\n${referenceTable()}\n${end}\nafter\n`);
  assert.ok(generatedFiles('text\n')[2]?.[1].startsWith(`text\n\n${begin}`));
});

test('referenceTable() has a row for every key, with its words', () => {
  const rows = referenceTable().split('\n').slice(2, -1);
  assert.ok(rows.length > 30);
  for (const row of rows) assert.match(row, /^\| `[$\w.]+` \| (?:`.+`)? \| .+ \| .* \|$/);
});

test('editorSchema() does not know our own keyword', () => {
  const text = JSON.stringify(editorSchema());
  assert.doesNotMatch(text, /"expected"/);
  assert.match(text, /"description"/);
});
