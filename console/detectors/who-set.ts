import { graphql, type ResultOf } from '../api/graphql.ts';
import { useAnswer } from '../api/use-answer.ts';
import { isAtLeast, useViewer } from '../app/viewer.ts';
import { member } from '../parts/json.ts';

const CHANGES = graphql(`
  query SettingChanges($type: String!) {
    auditLog(first: 100, subject: $type) {
      nodes {
        at
        who
        what
        after
        about
      }
    }
  }
`);

type Entry = ResultOf<typeof CHANGES>['auditLog']['nodes'][number];

/** A value that a setting has, and the organization, the unit or the account that it is for. */
interface SetValue {
  readonly name: string;
  readonly value: unknown;
  readonly setFor: string;
}

/**
 * Finds the audit entry of the change that gave a setting its present value; undefined: somebody wrote the value into
 * the file.
 */
export type WhoSet = (set: SetValue) => Pick<Entry, 'at' | 'who'> | undefined;

/**
 * Tells who set what of a detector; undefined for viewers who may not read the audit log, and until it is read.
 *
 * @param until ISO 8601: later changes do not count
 */
export function useWhoSet(type: string, until?: string): WhoSet | undefined {
  const viewer = useViewer();
  const isAllowed = viewer !== undefined && viewer.scope.everything && isAtLeast(viewer, 'ADMIN');
  const { data } = useAnswer(CHANGES, { type }, { enabled: isAllowed, keep: false });
  const entries = data?.auditLog.nodes.filter(({ at }) => until === undefined || at <= until);
  return entries && ((set) => whoSet(entries, set));
}

/** @param entries the latest first */
export function whoSet<Of extends Omit<Entry, 'at' | 'who'>>(
  entries: readonly Of[],
  { name, value, setFor }: SetValue,
): Of | undefined {
  const last = entries.find(
    ({ what, after, about }) =>
      what === 'settings.change' && member(about, 'for') === setFor && member(after, name) !== undefined,
  );
  // The file was changed by hand since then.
  return last && JSON.stringify(member(last.after, name)) === JSON.stringify(value) ? last : undefined;
}
