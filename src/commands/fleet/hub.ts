import { join, resolve } from 'node:path';
import { hubConf, hubUnit } from '../../fleet/hub/conf.ts';
import { fillFolder } from '../../fleet/hub/folder.ts';
import { type Hosts, hubWord, readHosts } from '../../fleet/hub/hosts-file.ts';
import { serverOf, stepsText } from '../../fleet/hub/steps.ts';
import { makeStreams } from '../../fleet/hub/streams.ts';
import { admin } from '../../fleet/hub/users.ts';
import { openLink } from '../../fleet/link/connect.ts';
import { UsageError } from '../../util/errors.ts';
import { writeByRename } from '../../util/files/change.ts';
import { print } from '../../util/print.ts';
import { type Arguments, refuseOperands } from '../command.ts';

/** Makes what the hub and its hosts need, or with --streams the hub's streams. */
export async function run({ values, positionals }: Arguments): Promise<number> {
  refuseOperands('fleet hub', { positionals });
  const [file, output] = [wanted(values, 'hosts', 'FILE'), wanted(values, 'output', 'FOLDER')];
  const folder = resolve(output);
  const hosts = readHosts(file);
  if (values['streams'] === true) return streams(folder, hosts);
  const renew = Array.isArray(values['renew']) ? values['renew'].map(String) : [];
  const filled = fillFolder(folder, hosts, renew, Date.now());
  const conf = hubConf(filled.users);
  writeByRename(join(folder, hubWord, 'nats-server.conf'), conf, 0o644);
  writeByRename(join(folder, hubWord, 'portjail.conf'), hubUnit(), 0o644);
  print(stepsText(folder, hosts.hub, filled, `portjail fleet hub --hosts ${file} -o ${output}`));
  return 0;
}

async function streams(folder: string, { hub, hosts }: Hosts): Promise<number> {
  const at = (file: string): string => join(folder, admin, file);
  const credentials = { user: admin, ca: at('ca.pem'), cert: at(`${admin}.pem`), key: at(`${admin}.key`) };
  const link = await openLink(hub.map(serverOf), credentials);
  try {
    const gone = await makeStreams(link, hosts);
    print(`The hub has its streams, with room for ${hosts.length} hosts.\n`);
    if (gone.length > 0) print(`Cleared of what hosts told that are not in the fleet: ${gone.join(', ')}\n`);
  } finally {
    await link.close();
  }
  return 0;
}

function wanted(values: Arguments['values'], name: string, word: string): string {
  const value = values[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new UsageError(`portjail fleet hub: expected --${name} ${word}: see portjail fleet --help`);
}
