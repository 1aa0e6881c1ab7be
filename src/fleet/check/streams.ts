import type { NatsConnection } from '@nats-io/transport-node';
import { errorMessage } from '../../util/errors.ts';
import { strayKeys, streamForms } from '../hub/streams.ts';
import { askStreams } from '../link/ask.ts';
import { anyScan, originOf, scanStream } from '../names.ts';
import { mostAhead } from '../receive/judge.ts';
import { type Finding, fine, warning, wrong } from './finding.ts';
import { otherThan } from './own-word.ts';

/** From how far on it is said of a clock (milliseconds). */
const worthSaying = 5_000;

interface Asker {
  readonly name: string;
  /** Of the config: hosts that must agree. */
  readonly hosts: number;
}

/** Whether the streams are as they were made, how far the clock is from the hub's, and who else is there to agree. */
export async function checkStreams(link: NatsConnection, asker: Asker): Promise<Finding[]> {
  const { streams } = await askStreams(link, 5_000);
  const findings: Finding[] = [];
  try {
    // Room goes by the number of hosts, which a host does not know.
    for (const { max_bytes: _, ...wanted } of streamForms(1)) {
      const stray = strayKeys((await streams.info(wanted.name)).config, wanted);
      if (stray.length > 0)
        findings.push(
          warning(`the stream ${wanted.name} is otherwise than it was made (${stray.join(', ')}): ${again}`),
        );
    }
    const { state } = await streams.info(scanStream, { subjects_filter: anyScan });
    if (findings.length === 0) findings.push(fine('both streams are as they should be'));
    return [
      ...findings,
      skew(Date.parse(String(state.last_ts)) - Date.now()),
      company(state.subjects, asker),
    ];
  } catch (error) {
    return [...findings, wrong(`the streams of the hub: ${errorMessage(error)}: ${again}`)];
  }
}

const again = 'its admin runs "portjail fleet hub --streams"';

/** By the time of the newest message, which was told just now. */
function skew(milliseconds: number): Finding {
  const seconds = `${(Math.abs(milliseconds) / 1000).toFixed(1)} s`;
  const text = `this clock is ${seconds} ${milliseconds < 0 ? 'ahead of' : 'behind'} the hub's`;
  if (Math.abs(milliseconds) > mostAhead)
    return wrong(`${text}: others do not take what it tells; set the clock`);
  return Math.abs(milliseconds) > worthSaying ? warning(text) : fine(text);
}

function company(subjects: Readonly<Record<string, number>> = {}, { name, hosts }: Asker): Finding {
  const others = Object.keys(subjects)
    .flatMap(subject => originOf(subject) ?? [])
    .filter(origin => origin !== name && origin !== otherThan(name));
  const text = `${others.length} other hosts have told something within a day`;
  return others.length >= hosts
    ? fine(`${text}, and fleet.hosts is ${hosts}`)
    : warning(
        `${text}: fewer than fleet.hosts, ${hosts}, so nobody is banned by their word. A fleet of two or three sets 1; else check there too`,
      );
}
