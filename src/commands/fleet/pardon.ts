import { loadConfig } from '../../config/load.ts';
import { sourceOf } from '../../config/options.ts';
import { credentialsOf, openLink } from '../../fleet/link/connect.ts';
import { publish } from '../../fleet/link/publish.ts';
import { pardonSubject } from '../../fleet/names.ts';
import { formatPardon } from '../../fleet/pardon.ts';
import { type Address, formatAddress, parseAddress } from '../../net/address.ts';
import { UsageError } from '../../util/errors.ts';
import { print } from '../../util/print.ts';
import type { Arguments } from '../command.ts';

/** The one user at the hub that may pardon. */
const user = 'admin';

/** Has every host of the fleet leave an address alone for a day. */
export async function run({ values, positionals }: Arguments): Promise<number> {
  const address = addressIn(positionals);
  const { fleet } = loadConfig(sourceOf(values)).config;
  if (fleet.servers.length === 0)
    throw new UsageError('fleet.servers names no server, so there is nobody to tell');
  const link = await openLink(fleet.servers, credentialsOf({ ...fleet, cert: '', key: '' }, user));
  try {
    const pardon = { address, time: Date.now() };
    await publish(link, { subject: pardonSubject(address), text: formatPardon(pardon) });
  } finally {
    await link.close();
  }
  const text = formatAddress(address);
  print(
    `No host names ${text} by the word of others for 24 hours. Where it is banned for such a line, the ban ends within the hour;\n` +
      `to lift it at once, on that host: portjail unban ${text}\n`,
  );
  return 0;
}

function addressIn(words: readonly string[]): Address {
  const [text = ''] = words;
  const address = parseAddress(text);
  if (address === undefined || words.length !== 1)
    throw new UsageError(`expected one address; found ${words.map(word => `"${word}"`).join(' ') || 'none'}`);
  return address;
}
