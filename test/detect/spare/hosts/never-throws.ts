import fc from 'fast-check';

/** As much as is read of a file. */
const most = 2 ** 20;

/** Feeds a parser bytes of every kind, those of its own grammar in any order among them, and as many as it can get. */
export function neverThrows(parse: (text: string) => unknown, pieces: readonly string[]): void {
  const noise = fc.uint8Array({ maxLength: 40 }).map(bytes => Buffer.from(bytes).toString('latin1'));
  const piece = fc.oneof(fc.constantFrom(...pieces, '\n', ' ', '=', '192.0.2.1', 'fe80::1%eth0', '#'), noise);
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), parts => {
      parse(parts.join(''));
    }),
  );
  for (const one of [...pieces, '"', '\\', '[', '{', '\n', ' ', 'a', '1.'])
    parse(one.repeat(most / one.length));
}
