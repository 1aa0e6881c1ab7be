/**
 * Opens TCP connections and holds them until it is ended, or resets each at once: crowd-send hold|reset TARGET CONNECTIONS
 * FIRST LAST SOURCES FROM. Their ports are those from FIRST to LAST, one after the other. They come from SOURCES addresses
 * as crowd.ts gives them to the host, from the one with the number FROM; with 0 SOURCES from its own. Prints `finished N`
 * now and then, and `done` when none is left to come.
 */
import { connect } from 'node:net';
import { crowdAddress } from './crowd.ts';

const [manner, target = '', ...numbers] = process.argv.slice(2);
const [connections = 0, first = 0, last = 0, sources = 0, stranger = 0] = numbers.map(Number);
/** So few wait for their answer at any time that no queue of the peer's need be full; it may be for all that. */
const atOnce = 200;

let [next, finished, failed] = [0, 0, 0];

function open(): void {
  if (next >= connections) return;
  const i = next++;
  const from = sources > 0 ? { localAddress: crowdAddress(stranger + (i % sources)) } : {};
  const port = first + (i % (last - first + 1));
  // Half-open: what the peer's FIN would end is held all the same.
  const socket = connect({ port, host: target, allowHalfOpen: true, ...from });
  let isOpen = false;
  socket.on('connect', () => {
    isOpen = true;
    if (manner === 'reset') socket.resetAndDestroy();
    settled(true);
  });
  // Reset before we looked: the handshake was whole.
  socket.on('error', error => {
    if (!isOpen) settled('code' in error && error.code === 'ECONNRESET');
  });
}

function settled(isFinished: boolean): void {
  if (isFinished) finished++;
  else failed++;
  if (finished + failed === connections) process.stdout.write(`finished ${finished}\ndone\n`);
  else if (isFinished && finished % 100 === 0) process.stdout.write(`finished ${finished}\n`);
  open();
}

for (let i = 0; i < atOnce; i++) open();
// Until it is ended, whatever has become of the connections.
setInterval(() => {}, 60_000);
