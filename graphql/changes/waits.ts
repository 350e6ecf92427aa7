/** Bounds how many callers wait for changes, and asks the database once on behalf of all of them. */
export interface ChangeWaits {
  /** @returns a seat to wait on, which must be given back; undefined when all are taken */
  enter(): ChangeWait | undefined;
}

export interface ChangeWait extends Disposable {
  /** Resolves when there may be changes beyond this place, when the time is over, or when the signal aborts. */
  until(beyond: number, ms: number, signal: AbortSignal): Promise<void>;
}

const SEATS = 100;
/** A change is noticed at most this much later. */
const LOOK_EVERY_MS = 500;

interface Waiting {
  readonly beyond: number;
  readonly wake: () => void;
}

/** @param horizon the place up to which changes can be read */
export function createWaits(horizon: () => Promise<{ readonly place: number }>, seats = SEATS): ChangeWaits {
  const waiting = new Set<Waiting>();
  let taken = 0;
  let looking = false;

  const look = async () => {
    // When the database does not answer, all waiting callers are woken: their own query then reports the error.
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
