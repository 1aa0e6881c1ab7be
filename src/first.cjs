#!/usr/bin/env node
// What Node reads first, and before everything else: whether it is new enough for the rest, and which signals must not
// find it unprepared. It is shipped as it stands here, so it has no syntax and no call that Node 12 does not know.
'use strict';

const needed = [18, 19];

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  process.stderr.write(
    `portjail: error: needs Node.js ${needed.join('.')} or newer; ${process.execPath} is ${process.version}: ` +
      'install a newer one (Debian 12 and Ubuntu 24.04 have it: apt-get install --no-install-recommends nodejs)\n',
  );
  process.exit(2);
}

/**
 * Keeps a signal from doing what it does by default until something here listens to it, and hands it on then. Without
 * that SIGHUP ends the process, and SIGUSR1 opens Node's debugger, to every user of this machine.
 */
function hold(signal) {
  let came = false;
  const note = () => {
    came = true;
  };
  process.on(signal, note);
  process.on('newListener', function taken(name) {
    if (name !== signal) return;
    process.removeListener('newListener', taken);
    // Not before the other is there: without any, the default is back.
    process.nextTick(() => {
      process.removeListener(signal, note);
      if (came) process.emit(signal, signal);
    });
  });
}

// What the others have to say to the rest is to end, which is what they do.
const held = { run: ['SIGTERM', 'SIGINT', 'SIGHUP'], monitor: ['SIGTERM', 'SIGINT'] };
hold('SIGUSR1');
(held[process.argv[2]] || []).forEach(hold);

let isDone = false;
process.once('beforeExit', () => {
  if (!isDone) process.exitCode = 1;
});
// A failure ends the process with its stack, as an error that nothing handles does.
void import('./main.mjs').then(() => {
  isDone = true;
});
