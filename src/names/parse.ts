import { mostNames } from '../config/read/names.ts';
import { isRecord } from '../config/schema/validated.ts';
import { formatAddress, parseAddress } from '../net/address.ts';
import { parseHostName } from '../net/host-name.ts';
import { type Answer, type Answers, mostAddresses, outcomes } from './answers.ts';

/** The answers in a text, looked through: another user wrote it. Undefined when it is none of ours, or not whole. */
export function parseAnswers(text: string): Answers | undefined {
  const found = recordIn(text);
  const [pid, start, time] = [count(found['pid']), count(found['processStart']), count(found['time'])];
  if (pid === undefined || start === undefined || time === undefined) return undefined;
  return {
    pid,
    processStart: start,
    time,
    answers: listOf(found['answers'], 2 * mostNames).flatMap(answerOf),
  };
}

function answerOf(value: unknown): Answer[] {
  if (!isRecord(value)) return [];
  const name = typeof value['name'] === 'string' ? parseHostName(value['name'])?.name : undefined;
  const family = ([4, 6] as const).find(one => one === value['family']);
  const outcome = outcomes.find(one => one === value['outcome']);
  if (name === undefined || family === undefined || outcome === undefined) return [];
  return [
    {
      name,
      family,
      outcome,
      addresses: addressesOf(value['addresses']),
      refused: addressesOf(value['refused']),
      left: count(value['left']) ?? 0,
      answered: count(value['answered']) ?? 0,
      emptySince: count(value['emptySince']) ?? null,
    },
  ];
}

function recordIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

const listOf = (value: unknown, most: number): unknown[] =>
  Array.isArray(value) ? value.slice(0, most) : [];

const addressesOf = (value: unknown): string[] =>
  listOf(value, mostAddresses).flatMap(text => {
    const address = typeof text === 'string' ? parseAddress(text) : undefined;
    return address === undefined ? [] : formatAddress(address);
  });

/** Up to the last moment that a Date can hold. */
const count = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= 8.64e15
    ? value
    : undefined;
