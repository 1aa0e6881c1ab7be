import assert from 'node:assert/strict';

/** Read again, what was read is the same: nothing that would be left out gets in. Nor does what a terminal would obey. */
export function mustStay<T>(text: string, parse: (text: string) => T | undefined): void {
  const value = parse(text);
  if (value === undefined) return;
  const written = JSON.stringify(value, (_, one: unknown) => {
    assert.ok(typeof one !== 'string' || !/\p{C}/u.test(one), 'what is shown holds control characters');
    return one;
  });
  assert.equal(JSON.stringify(parse(written)), written);
}
