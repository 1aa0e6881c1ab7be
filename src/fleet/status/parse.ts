import { formatAddress, parseAddress } from '../../net/address.ts';
import { isObject, textOf } from '../../util/json.ts';
import { isHostName } from '../names.ts';
import { type Counted, countNames, type OriginAccount } from '../receive/accounts.ts';
import { mostRefusals, type RefusedAs } from '../receive/refusals.ts';
import { type FleetStatus, mostOrigins, type RefusedSource } from './shape.ts';

/** The status in a text, looked through: another user wrote it. Undefined when it is none of ours. */
export function parseFleetStatus(text: string): FleetStatus | undefined {
  const value = jsonIn(text);
  if (!isObject(value) || !isHostName(textOf(value['name']))) return undefined;
  const { accept, publish, server, why, origins, hubAhead, refused } = value;
  return {
    pid: count(value['pid']),
    processStart: count(value['processStart']),
    time: count(value['time']),
    name: textOf(value['name']),
    server: sentenceOf(server),
    why: sentenceOf(why),
    since: count(value['since']),
    publish: publish === true,
    accept: accept === true || accept === 'observe' ? accept : false,
    hosts: count(value['hosts']),
    told: count(value['told']),
    left: count(value['left']),
    caughtUp: count(value['caughtUp']),
    waiting: count(value['waiting']),
    totals: countedIn(value['totals']),
    origins: (Array.isArray(origins) ? origins : []).slice(0, mostOrigins).flatMap(originIn),
    hubAhead: typeof hubAhead === 'number' && Math.abs(hubAhead) <= 8.64e15 ? hubAhead : null,
    refused: (Array.isArray(refused) ? refused : []).slice(-mostRefusals).flatMap(refusedIn),
  };
}

function originIn(value: unknown): OriginAccount[] {
  if (!isObject(value) || !isHostName(textOf(value['name']))) return [];
  return [{ ...countedIn(value), name: textOf(value['name']), heard: count(value['heard']) }];
}

function refusedIn(value: unknown): RefusedSource[] {
  if (!isObject(value) || !isHostName(textOf(value['origin']))) return [];
  const address = parseAddress(textOf(value['source']));
  const why = refusedNames.find(name => name === value['why']);
  if (address === undefined || why === undefined) return [];
  return [
    { source: formatAddress(address), origin: textOf(value['origin']), why, time: count(value['time']) },
  ];
}

const isOfSource = (name: string): name is RefusedAs =>
  !['received', 'lines', 'known', 'damaged', 'unknown'].includes(name);
const refusedNames = countNames.filter(isOfSource);

function countedIn(value: unknown): Counted {
  const from = isObject(value) ? value : {};
  const pairs = countNames.map(name => [name, count(from[name])] as const);
  return Object.fromEntries(pairs) as Counted;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a hub or a library has said is a part of it: nothing that a terminal or a page would obey. */
const sentenceOf = (value: unknown): string =>
  textOf(value)
    .slice(0, 300)
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ');

const count = (value: unknown): number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= 8.64e15 ? value : 0;
