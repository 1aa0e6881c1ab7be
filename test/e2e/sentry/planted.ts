/**
 * Loaded into a sentry before anything else. SIGUSR2 plants errors: where nobody catches them, and in what every callback
 * calls. SIGWINCH takes the rest of them away.
 */
let armed = 0;

function mined<A extends unknown[], R>(real: (...args: A) => R): (...args: A) => R {
  return (...args) => {
    if (armed <= 0) return real(...args);
    armed--;
    throw new Error('planted');
  };
}

Date.now = mined(Date.now);
Math.floor = mined(Math.floor);

process.on('SIGUSR2', () => {
  setImmediate(() => {
    throw new Error('planted in a callback');
  });
  void Promise.reject(new Error('planted in a promise'));
  armed = 20;
});

process.on('SIGWINCH', () => {
  armed = 0;
});
