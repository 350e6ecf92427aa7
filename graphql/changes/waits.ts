/** Who waits for changes to come: so many at once, and the database is asked on behalf of all of them together. */
export interface ChangeWaits {
  /** @returns a seat to wait on, to be given back; undefined when all are taken */
  enter(): ChangeWait | undefined;
}

export interface ChangeWait extends Disposable {
  /** Until there may be changes beyond a place of their order, the time is over or the signal is given. */
  until(beyond: number, ms: number, signal: AbortSignal): Promise<void>;
}

const SEATS = 100;
/** Changes are told so much later at most. */
const LOOK_EVERY_MS = 500;

interface Waiting {
  readonly beyond: number;
  readonly wake: () => void;
}

/** @param horizon up to which place changes can be read */
export function createWaits(horizon: () => Promise<{ readonly place: number }>, seats = SEATS): ChangeWaits {
  const waiting = new Set<Waiting>();
  let taken = 0;
  let looking = false;

  const look = async () => {
    // Where the database does not answer, whoever waits asks it next and hears so.
    const place = await horizon().then(
      (found) => found.place,
      () => Infinity,
    );
    for (const { beyond, wake } of waiting) if (place > beyond) wake();
    looking = false;
    lookLater();
  };
  const lookLater = () => {
    if (looking || waiting.size === 0) return;
    looking = true;
    setTimeout(() => void look(), LOOK_EVERY_MS).unref();
  };

  return {
    enter() {
      if (taken >= seats) return undefined;
      taken++;
      return {
        until: (beyond, ms, signal) =>
          new Promise((done) => {
            if (signal.aborted) return done();
            const wake = () => {
              clearTimeout(timer);
              signal.removeEventListener('abort', wake);
              waiting.delete(entry);
              done();
            };
            const entry = { beyond, wake };
            const timer = setTimeout(wake, ms);
            signal.addEventListener('abort', wake);
            waiting.add(entry);
            lookLater();
          }),
        [Symbol.dispose]: () => void taken--,
      };
    },
  };
}
