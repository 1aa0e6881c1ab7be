import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

/** A piece of a source file that V8 counts by itself: a function, or what stands behind a condition. */
export interface Branch {
  /** Below src/, as TypeScript, and the line there, from 1. */
  readonly file: string;
  readonly line: number;
  /** Where the piece stands in the JavaScript. */
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}
interface Script {
  readonly url: string;
  readonly functions: readonly { readonly functionName: string; readonly ranges: readonly Range[] }[];
}

/** Counts in this thread, from now on; what it returns stops and says what was counted of these sources. */
export function startCoverage(): (sources: readonly string[]) => Branch[] {
  const session = new Session();
  session.connect();
  const post = (method: string, options = {}): unknown => {
    let result: unknown;
    session.post(method, options, (error, value) => {
      if (error !== null) throw new Error(error.message);
      result = value;
    });
    return result;
  };
  post('Profiler.enable');
  post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  return sources => {
    const { result } = post('Profiler.takePreciseCoverage') as { result: Script[] };
    post('Profiler.stopPreciseCoverage');
    session.disconnect();
    return sources.flatMap(source => branchesOf(source, result));
  };
}

/** Where a source file of ours was compiled to. */
export const compiled = (file: string): string =>
  new URL(`../../../src/${file}`.replace(/ts$/, 'js'), import.meta.url).href;

function branchesOf(source: string, scripts: readonly Script[]): Branch[] {
  const [file = '', names] = source.split('#');
  const url = compiled(file);
  const script = scripts.find(one => one.url === url);
  if (script === undefined) throw new Error(`src/${file} was not loaded, so that nothing was counted of it`);
  const [, ...functions] = script.functions;
  const wanted = functions.filter(names === undefined ? () => true : isWithin(names.split(','), functions));
  const text = readFileSync(fileURLToPath(url), 'utf8');
  const lineAt = lines(url, text);
  return wanted
    .flatMap(({ ranges }) => ranges)
    .filter(
      ({ startOffset, endOffset, count }) => count > 0 || !isForTypes(text.slice(startOffset, endOffset)),
    )
    .map(({ startOffset: start, endOffset: end, count }) => ({
      file,
      line: lineAt(start),
      start,
      end,
      count,
    }));
}

/**
 * A default that cannot come up, which only the type checker asks for (noUncheckedIndexedAccess): `?? ''`. V8 counts it
 * as a branch all the same.
 */
const isForTypes = (text: string): boolean =>
  /^\?\? (?:''|0n?|1|-1|\[\]|\{\}|undefined|Number\.NaN|Infinity)$/.test(text);

type Counted = Script['functions'][number];

/** Whether a function has one of these names, or stands in one that has. */
function isWithin(names: readonly string[], functions: readonly Counted[]): (one: Counted) => boolean {
  const outer = functions.filter(({ functionName }) => names.includes(functionName));
  const missing = names.filter(name => !outer.some(({ functionName }) => functionName === name));
  if (missing.length > 0) throw new Error(`no function is called ${missing.join()}`);
  return ({ ranges: [own] }) =>
    outer.some(
      ({ ranges: [all] }) =>
        all !== undefined &&
        own !== undefined &&
        all.startOffset <= own.startOffset &&
        own.endOffset <= all.endOffset,
    );
}

/** The line of the TypeScript for a place in the JavaScript. */
function lines(url: string, text: string): (offset: number) => number {
  const map = new SourceMap(JSON.parse(readFileSync(`${fileURLToPath(url)}.map`, 'utf8')));
  return offset => {
    const before = text.slice(0, offset + 1).split('\n');
    const found = map.findEntry(before.length - 1, (before.at(-1) ?? '').length);
    return 'originalLine' in found ? found.originalLine + 1 : 0;
  };
}
