import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readTerms, termsLine } from '../../../src/config/ignore-file/terms.ts';

const until = Date.parse('2026-11-22T08:00:54Z');

test('termsLine() has the time, the note, both, or no line at all', () => {
  assert.equal(termsLine({ until: undefined, note: '' }), undefined);
  assert.equal(termsLine({ until, note: '' }), '# portjail: until=2026-11-22T08:00:54Z');
  assert.equal(termsLine({ until: undefined, note: 'my scanner' }), '# portjail: note=my scanner');
  assert.equal(termsLine({ until, note: 'a' }), '# portjail: until=2026-11-22T08:00:54Z note=a');
});

test('readTerms() reads what termsLine() writes', () => {
  const seconds = fc.integer({ min: 0, max: 4_102_444_800 });
  const note = fc.string({ maxLength: 200 }).filter(text => !/[\r\n\u2028\u2029]/.test(text));
  fc.assert(
    fc.property(fc.option(seconds), note, (time, text) => {
      const terms = { until: time === null ? undefined : time * 1000, note: text };
      const line = termsLine(terms);
      assert.deepEqual(line === undefined ? { until: undefined, note: '' } : readTerms(line), terms);
    }),
  );
});

test('readTerms() leaves other comments and entries alone', () => {
  for (const line of [
    '',
    '192.0.2.1',
    '# mine',
    '#portjail: note=x',
    ' # portjail: note=x',
    '# portjail is here',
  ])
    assert.equal(readTerms(line), undefined, line);
});

test('termsLine() writes a name with all that is noted of it, and readTerms() reads that', () => {
  const name = { name: 'home.example.org', wide: true };
  for (const terms of [
    { name, until: undefined, note: '' },
    { name, until, note: '', private: true as const },
    { name, until, note: 'private note=x', private: true as const },
    { name, until: undefined, note: 'a' },
    { until: undefined, note: '', private: true as const },
    { until, note: 'b', private: true as const },
  ]) {
    const line = termsLine(terms) ?? assert.fail();
    assert.deepEqual(readTerms(line), terms, line);
  }
  assert.equal(
    termsLine({ name, until, note: 'a', private: true }),
    '# portjail: name=home.example.org/64 until=2026-11-22T08:00:54Z private note=a',
  );
});

test('readTerms() leaves a comment about something private alone', () => {
  assert.equal(readTerms('# portjail: private network of Anna'), undefined);
  assert.equal(readTerms('# portjail: private'.replace('private', 'privates')), undefined);
});

test('readTerms() says what it expects of a name', () => {
  for (const line of [
    'name=',
    'name=host',
    'name=10.0.0.1o',
    'name=a.example.org until=soon',
    'name=a.example.org x',
  ])
    assert.match(
      JSON.stringify(readTerms(`# portjail: ${line}`)),
      /^"expected \\"# portjail: name=home/,
      line,
    );
});
