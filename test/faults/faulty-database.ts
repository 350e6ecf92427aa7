import type { PGlite, Transaction } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import type { Database } from '#db/client.ts';
import { Killed, never, type Door, type Doors } from './doors.ts';

/**
 * A connection of one process to a shared database. It can be cut at every query, and before and after a commit. A
 * process that is killed within a transaction leaves nothing of it.
 */
export function faultyDatabase(shared: Database, doors: Doors): Database {
  const { driver } = shared;
  if (driver.kind !== 'embedded') throw new Error('Connections are cut to the embedded database alone.');
  const db = drizzle({ client: faultyClient(driver.pglite, doors) });
  return { ...shared, db, bounded: db, close: async () => {} };
}

function faultyClient(pglite: PGlite, doors: Doors): PGlite {
  return Object.assign(Object.create(pglite), {
    query: (...asked: Parameters<PGlite['query']>) => doors.pass(() => pglite.query(...asked), cut),
    transaction: async <Answer>(act: (tx: Transaction) => Promise<Answer>): Promise<Answer> => {
      try {
        return await doors.pass(
          () =>
            pglite.transaction((tx) =>
              // Other processes must get the connection, even though a dead process never ends its transaction.
              Promise.race([act(faultyTransaction(tx, doors)).then((answer) => commit(doors, answer)), doors.death]),
            ),
          cut,
        );
      } catch (error) {
        if (error instanceof Killed) return never();
        throw error;
      }
    },
  });
}

/** A door right before the commit: the last moment at which nothing is written. */
function commit<Answer>(doors: Doors, answer: Answer): Promise<Answer> {
  return doors.pass(async () => answer, cut, true);
}

function faultyTransaction(tx: Transaction, doors: Doors): Transaction {
  return Object.assign(Object.create(tx), {
    query: (...asked: Parameters<Transaction['query']>) => doors.pass(() => tx.query(...asked), cut, true),
  });
}

const cut: Door = {
  name: 'query',
  refusal: () => Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' }),
};
