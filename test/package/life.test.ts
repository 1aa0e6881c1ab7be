import { e2e } from '../e2e/hosts/require.ts';
import { isLong } from '../support/long.ts';
import { bareDebian12, bareDebian13, readyDebian12 } from '../systemd/roots.ts';
import { threeCommandsBan } from './first-ban.ts';
import { packageLives } from './life.ts';
import { fail2banIsNotThere, packageGoesAnyway } from './odd.ts';
import { onServer } from './server.ts';

/** The short run boots one that `make tools-long` has left. */
const short = readyDebian12.lacking === undefined ? [{ name: 'Debian 12', root: readyDebian12 }] : [];
const long = [
  { name: 'a bare Debian 12', root: bareDebian12 },
  { name: 'a bare Debian 13', root: bareDebian13 },
];

for (const { name, root } of isLong ? long : short)
  e2e(`the package on ${name}`, t => onServer(root.path, server => packageLives(t, server)), root.lacking);

if (isLong) {
  for (const { name, root } of long)
    e2e(
      `three commands bring the first ban on ${name}`,
      t => onServer(root.path, server => threeCommandsBan(t, server)),
      root.lacking,
    );

  e2e(
    'the package on servers that are not as they should be',
    t => onServer(readyDebian12.path, server => packageGoesAnyway(t, server)),
    readyDebian12.lacking,
  );

  e2e(
    'the package on a bare Debian 12 without Fail2ban',
    () => onServer(bareDebian12.path, async server => fail2banIsNotThere(server)),
    bareDebian12.lacking,
  );
}
