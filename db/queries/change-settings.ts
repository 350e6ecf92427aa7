import { z } from 'zod';
import type { Actor } from '#services/model/audit.ts';
import { isFailure } from '#services/model/failure.ts';
import type { GivenValues, PreparedChange, SettingsChange } from '#services/model/installation.ts';
import type { ViewerScope } from '#services/model/viewer.ts';
import { once, OTHER_REQUEST, type KeyedRequest } from '../answers.ts';
import type { Db } from '../client.ts';
import { appendAudit } from './audit.ts';

/** The inputs of a change of settings, besides the change. */
export interface SettingsChanging {
  readonly keyed: KeyedRequest;
  readonly actor: Actor;
  readonly now: Date;
  /** @throws Failure `refused` */
  readonly prepare: (change: SettingsChange) => Promise<PreparedChange>;
}

/** The outcome of a change of settings. */
export type ChangedSettings =
  | { readonly state: 'changed'; readonly before: GivenValues }
  | { readonly state: 'refused'; readonly because: string }
  | { readonly state: 'forbidden' | 'other-request' };

/**
 * Writes a change into the settings file and into the audit log, once for each key. The file is written last in the
 * transaction, so that nothing is changed that is not in the log, unless the database is lost at the very end.
 */
export async function changeSettings(
  db: Db,
  scope: ViewerScope,
  change: SettingsChange,
  { keyed, actor, now, prepare }: SettingsChanging,
): Promise<ChangedSettings> {
  // The file is about the whole organization: viewers who see only a part of it may not even see its mistakes.
  if (scope.kind !== 'everything') return { state: 'forbidden' };
  try {
    const before = await once(db, keyed, now, BEFORE, async (tx) => {
      const prepared = await prepare(change);
      const { type: subject, scope: of = 'organization', values: after } = change;
      const entry = { ...actor, what: 'settings.change', subject, before: prepared.before, after, about: { for: of } };
      await appendAudit(tx, [entry], now);
      prepared.write();
      return prepared.before;
    });
    return before === OTHER_REQUEST ? { state: 'other-request' } : { state: 'changed', before };
  } catch (error) {
    // Nothing was written, and the same key may be tried again.
    if (isFailure(error, 'refused')) return { state: 'refused', because: error.message };
    throw error;
  }
}

/** Stored answers were written by this code, so they need no validation. */
const BEFORE = z.custom<GivenValues>();
