import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A parser: something of ours that takes text or bytes which somebody else wrote. */
export interface Target {
  /**
   * The files below src/ whose branches count: those of the whole file, or of the functions that are named behind a `#`, as
   * in `follow/journal.ts#entryOf,timeOf`, where the rest of the file runs programs or opens files.
   */
  readonly sources: readonly string[];
  /** Inputs as they come, the ones that are changed and mixed. */
  readonly corpus: readonly Uint8Array[];
  /** Words of its grammar, which are put into inputs. */
  readonly words: readonly Uint8Array[];
  /** Hands an input to the parser as the product does. What it throws is a fault. */
  readonly take: (input: Buffer) => void;
}

const root = fileURLToPath(new URL('../../../..', import.meta.url));

/** The inputs in a folder of the checkout, in order of their names. Files named `.hex` hold bytes in hex, and `#` comments. */
export const inputsIn = (folder: string): Uint8Array[] =>
  readdirSync(join(root, folder))
    .sort()
    .map(name => {
      const bytes = readFileSync(join(root, folder, name));
      return name.endsWith('.hex') ? bytesOf(bytes.toString('latin1')) : bytes;
    });

/** Those of `test/corpus/NAME`. */
export const corpusOf = (name: string): Uint8Array[] => inputsIn(`test/corpus/${name}`);

/** Bytes that are written in hex, with blanks and comments. */
const bytesOf = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(/#.*|\s+/g, ''), 'hex');

/** Passes on what is thrown, but for errors of these classes, which are how a parser says that its input is wrong. */
export function declared(kinds: readonly (new (...words: never[]) => Error)[], parse: () => void): void {
  try {
    parse();
  } catch (error) {
    if (!kinds.some(kind => error instanceof kind)) throw error;
  }
}

/** Each line of the file `test/corpus/FILE` by itself, without its newline. */
export const linesOf = (file: string): Uint8Array[] =>
  readFileSync(join(root, 'test/corpus', file), 'latin1')
    .split('\n')
    .filter(line => line !== '')
    .map(line => Buffer.from(line, 'latin1'));

/** The words in `test/fuzz/words/FILE`, one a line: texts with `\n`, `\\`, `\u{e9}` for what a line cannot show, or hex. */
export const wordsOf = (file: string): Uint8Array[] =>
  readFileSync(join(root, 'test/fuzz/words', file), 'latin1')
    .split('\n')
    .filter(line => line !== '')
    .map(line => (file.endsWith('.hex') ? bytesOf(line) : Buffer.from(unescaped(line), 'utf8')));

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

const unescaped = (line: string): string =>
  line.replace(/\\(?:u\{([0-9a-f]+)\}|(.))/g, (_, code: string | undefined, sign: string) =>
    code === undefined ? (escapes[sign] ?? sign) : String.fromCodePoint(Number.parseInt(code, 16)),
  );
