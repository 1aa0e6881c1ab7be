import { e2e } from '../e2e/hosts/require.ts';
import { loginsAreProtected } from './logins.ts';
import { thisMachine } from './roots.ts';
import { lackOfSsh } from './ssh.ts';
import { onBooted } from './stage.ts';

/** Nothing is left that keeps a record of logins. */
const withoutRecords = 'rm -f /run/utmp && sed -i /pam_systemd/d /etc/pam.d/common-session';

e2e(
  'whoever logs in over SSH is protected where neither utmp nor logind knows',
  () =>
    onBooted(thisMachine.path, async stage => {
      stage.host.sh(withoutRecords);
      await loginsAreProtected(stage, ['ipv4']);
    }),
  thisMachine.lacking ?? lackOfSsh(),
);
