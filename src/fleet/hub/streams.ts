import type { StreamConfig } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { errorMessage, WorkError } from '../../util/errors.ts';
import {
  anyPardon,
  anyScan,
  keptSubject,
  mostKept,
  originOf,
  pardonStream,
  scanStream,
  scanSubject,
} from '../names.ts';

/** Bytes of a message with its headers, at most, and of one with all that the hub keeps of it. */
const mostMessage = 1_024;
const mostStored = 1_280;
const mostPardons = 10_000;

/** Nanoseconds. */
const day = 86_400_000_000_000;
/** As little as nats-server takes. */
const shortest = 100_000_000;

/**
 * The form of both streams. Room is for the newest events of each host: none can push out those of another, whatever it sends.
 */
export const streamForms = (hosts: number) => [
  form(scanStream, anyScan, { max_msgs_per_subject: mostKept, max_bytes: hosts * mostKept * mostStored }),
  form(pardonStream, anyPardon, {
    max_msgs_per_subject: 1,
    max_msgs: mostPardons,
    max_bytes: mostPardons * mostStored,
  }),
];

type StreamForm = Partial<StreamConfig> & Pick<StreamConfig, 'name'>;

const form = (name: string, subjects: string, bounds: Partial<StreamConfig>): StreamForm => ({
  name,
  subjects: [subjects],
  storage: 'file',
  discard: 'old',
  max_age: day,
  // Messages have no ids: by one of another's, a host could have the hub take his for known already.
  duplicate_window: shortest,
  allow_direct: true,
  republish: { src: subjects, dest: keptSubject(subjects.replace('*', '$1')) },
  max_msg_size: mostMessage,
  ...bounds,
});

/**
 * Makes both, or has them take this form, and clears them of what hosts told that are not in the fleet: returns their names.
 * By a user who may; throws WorkError.
 */
export async function makeStreams(link: NatsConnection, hosts: readonly string[]): Promise<string[]> {
  const { jetstreamManager } = (await import('@nats-io/jetstream')).default;
  const { streams } = await jetstreamManager(link, { checkAPI: false });
  try {
    for (const wanted of streamForms(hosts.length)) {
      const there = await streams.info(wanted.name).catch(isNotThere);
      await (there === undefined ? streams.add(wanted) : streams.update(wanted.name, wanted));
    }
    const { state } = await streams.info(scanStream, { subjects_filter: anyScan });
    const known = new Set(hosts.map(scanSubject));
    const strays = Object.keys(state.subjects ?? {}).filter(subject => !known.has(subject));
    for (const filter of strays) await streams.purge(scanStream, { filter });
    return strays.map(subject => originOf(subject) ?? subject);
  } catch (error) {
    throw new WorkError(`the hub does not make its streams: ${errorMessage(error)}`);
  }
}

/** The code of the hub's own words for it. */
const streamNotFound = 10_059;

const isNotThere = (error: unknown): undefined => {
  if (error instanceof Error && 'code' in error && error.code === streamNotFound) return undefined;
  throw error;
};

/** What of a stream is otherwise than it was made: its keys. */
export const strayKeys = (found: StreamConfig, wanted: StreamForm): string[] =>
  Object.entries(wanted)
    .filter(([key, value]) => JSON.stringify(found[key as keyof StreamConfig]) !== JSON.stringify(value))
    .map(([key]) => key);
