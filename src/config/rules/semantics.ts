import { type Judgement, type Objection, shown } from '../read/objection.ts';
import { readPrefix } from '../read/prefix-text.ts';
import type { Config } from '../schema/schema.ts';
import { isRecord } from '../schema/validated.ts';
import { fleetMistakes } from './fleet-rules.ts';
import { portObjections } from './port-rules.ts';
import { prefixFindings } from './prefix-rules.ts';
import { runMistakes } from './run-rules.ts';
import { timeFindings } from './time-rules.ts';

/** Judges what no schema can say of a config that satisfies the schema. */
export function judge(config: Config): Judgement {
  const addresses = addressFindings(config.ignore.addresses);
  const times = timeFindings(config);
  const prefixes = prefixFindings(config);
  return {
    mistakes: [
      ...portObjections(config),
      ...addresses.mistakes,
      ...times.mistakes,
      ...prefixes.mistakes,
      ...controlCharacters(config, ''),
      ...fileMistakes(config),
      ...interfaceMistakes(config),
      ...actionMistakes(config.jails.banaction),
      ...runMistakes(config.jails.run),
      ...fleetMistakes(config),
    ],
    warnings: [...addresses.warnings, ...times.warnings, ...prefixes.warnings],
  };
}

function addressFindings(addresses: readonly string[]): Judgement {
  const read = addresses.map((text, i) => ({
    pointer: `/ignore/addresses/${i}`,
    text,
    prefix: readPrefix(text),
  }));
  return {
    mistakes: read
      .filter(({ prefix }) => prefix === undefined)
      .map(({ pointer, text }) => ({
        pointer,
        message: `expected an address or a network; found ${shown(text)}`,
      })),
    warnings: read.flatMap(({ pointer, prefix }) =>
      prefix?.remark === undefined ? [] : [{ pointer, message: prefix.remark }],
    ),
  };
}

/** The banner goes to the peer only; everything else may end up as a value in an INI file or in a unit. */
function controlCharacters(value: unknown, pointer: string): Objection[] {
  if (pointer === '/banner' || pointer === '/$schema') return [];
  if (typeof value === 'string') {
    return /\p{Cc}/u.test(value)
      ? [{ pointer, message: `expected a text without control characters; found ${shown(value)}` }]
      : [];
  }
  const children = isRecord(value) ? Object.entries(value) : Array.isArray(value) ? [...value.entries()] : [];
  return children.flatMap(([key, child]) => controlCharacters(child, `${pointer}/${key}`));
}

function fileMistakes({ log }: Config): Objection[] {
  const wrong: Objection[] = [];
  if (log.history === log.file)
    wrong.push({
      pointer: '/log/history',
      message: `is the log itself: expected another file than log.file`,
    });
  for (const key of ['file', 'history'] as const)
    if (log[key].endsWith('/'))
      wrong.push({
        pointer: `/log/${key}`,
        message: `expected a file; found a directory ${shown(log[key])}`,
      });
  return wrong;
}

function interfaceMistakes({ interfaces }: Config): Objection[] {
  if (interfaces.length > 0) return [];
  return [{ pointer: '/interfaces', message: 'expected at least one name, or "*" for all; found none' }];
}

/** Source of the form: extractOptions in fail2ban/helpers.py: NAME[key=value,key="value"]. */
function actionMistakes(banaction: string): Objection[] {
  if (banaction.startsWith('auto['))
    return [{ pointer: '/jails/banaction', message: `expected "auto" alone; found ${shown(banaction)}` }];
  const options = /\[(.*)\]$/.exec(banaction)?.[1];
  const option = /^\s*[\w.-]+=(?:"[^"]*"|'[^']*'|[^,"']*)\s*(?:,|$)/;
  let rest = options ?? '';
  while (rest !== '') {
    const length = option.exec(rest)?.[0].length ?? 0;
    if (length === 0) break;
    rest = rest.slice(length);
  }
  if (options === undefined || (options !== '' && rest === '')) return [];
  const message = `expected options such as [type=allports,blocktype=drop]; found ${shown(banaction)}`;
  return [{ pointer: '/jails/banaction', message }];
}
