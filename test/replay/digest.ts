import type { Db } from '#db/client.ts';
import { findingsPage } from '#db/queries/findings.ts';
import { opened } from '#services/cases/seen.ts';
import { describedState } from '#services/inventory/describe.ts';
import { FactBook } from '#services/inventory/fact-book.ts';
import { Learner } from '#services/inventory/learner.ts';
import { digestOf } from '#services/engine/finding-digest.ts';
import { foldObservations } from '#services/workers/turn/fold-observations.ts';
import type { Detection } from '#services/detection.ts';
import type { Finding } from '#services/model/finding.ts';
import type { TestObject } from './objects.ts';
import { EVERYTHING } from '#services/model/viewer.ts';

export async function storedDigest(db: Db): Promise<{ readonly findings: number; readonly digest: string }> {
  const rows = await findingsPage(db, EVERYTHING, {}, { by: 'severity', descending: true }, { limit: 100_000 });
  return { findings: rows.length, digest: digestOf(rows.map(({ finding }) => finding)) };
}

/**
 * The findings of all objects when they are read at once, without database, partitions or turns: every other way must
 * give the same.
 */
export function findingsInOneGo(
  { decoder, engine, home }: Detection,
  objects: readonly TestObject[],
): readonly Finding[] {
  const work = engine.newWork();
  const facts = new FactBook();
  const learner = new Learner((fact) => facts.add(fact));
  for (const { object, bytes } of objects)
    decoder.decode(object, bytes, home, (batch, source) => {
      engine.step(batch, object, source, work);
      learner.read(batch, source);
    });
  const folded = foldObservations(engine, work.observe(), new Map(), new Map(), new Date(0));
  return folded.map((state) => opened(describedState(state, facts).finding));
}
