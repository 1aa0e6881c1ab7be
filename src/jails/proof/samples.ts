/** Reads samples in Fail2ban's own `# failJSON:` form, as far as ours use it. */

/** Lines that are tried with one set of filter options, and the hosts that must come out, in order. */
export interface SampleSet {
  /** As in a jail's `filter = NAME[...]`, without the name: `[evidence=packet]`, or nothing. */
  readonly options: string;
  readonly lines: readonly string[];
  readonly hosts: readonly string[];
}

/** Throws SyntaxError for JSON that is none. A line without failJSON must not match, as in Fail2ban. */
export function parseSamples(text: string): SampleSet[] {
  const groups: { options: string[]; lines: string[]; hosts: string[] }[] = [];
  let expected: unknown;
  for (const line of text.split('\n')) {
    const [, keyword, json = ''] = /^# (failJSON|filterOptions): (.*)$/.exec(line) ?? [];
    if (keyword === 'filterOptions')
      groups.push({ options: optionsOf(JSON.parse(json)), lines: [], hosts: [] });
    else if (keyword === 'failJSON') expected = JSON.parse(json);
    else if (line !== '' && !line.startsWith('#')) {
      if (groups.length === 0) groups.push({ options: [''], lines: [], hosts: [] });
      const group = groups.at(-1);
      group?.lines.push(line);
      group?.hosts.push(...hostOf(expected));
      expected = undefined;
    }
  }
  return groups.flatMap(({ options, ...rest }) =>
    options.filter(isForFiles).map(option => ({ options: option, ...rest })),
  );
}

/** What comes from the journal cannot be given to fail2ban-regex as a file. */
const isForFiles = (options: string): boolean => !options.includes('logtype=journal');

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const optionsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).map((one: unknown) => {
    const pairs = isRecord(one) ? Object.entries(one).map(([key, text]) => `${key}=${String(text)}`) : [];
    return pairs.length === 0 ? '' : `[${pairs.join(', ')}]`;
  });

const hostOf = (value: unknown): string[] =>
  isRecord(value) && value['match'] === true && typeof value['host'] === 'string' ? [value['host']] : [];
