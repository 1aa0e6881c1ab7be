import type { NatsConnection } from '@nats-io/transport-node';
import type { Config } from '../../config/schema/schema.ts';
import { errorMessage } from '../../util/errors.ts';
import { credentialsOf, openLink } from '../link/connect.ts';
import { type Finding, fine, wrong } from './finding.ts';
import { checkFiles } from './own-files.ts';
import { checkForeignWord, checkOwnWord } from './own-word.ts';
import { checkStrangers } from './strangers.ts';
import { checkStreams } from './streams.ts';

/** Asks the hub all that a host relies on, one question after the other; what cannot be asked then is left out. */
export async function* checkFleet(fleet: Config['fleet']): AsyncGenerator<Finding> {
  const own = credentialsOf(fleet, fleet.name);
  const files = checkFiles(own, Date.now());
  yield* files;
  let link: NatsConnection;
  try {
    link = await openLink(fleet.servers, own);
  } catch (error) {
    yield wrong(errorMessage(error));
    return;
  }
  try {
    yield fine(`connected to ${link.getServer()} as ${fleet.name}`);
    yield* await checkStrangers(fleet.servers, own);
    yield await checkForeignWord(link, fleet.name);
    yield await checkOwnWord(link, fleet.name);
    yield* await checkStreams(link, fleet);
  } finally {
    await link.close();
  }
}
