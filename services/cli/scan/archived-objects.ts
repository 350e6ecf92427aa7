import { failedReport, refusal } from '#services/workers/turn/fetch-objects.ts';
import type { LogObject, ObjectReport } from '#services/model/log-object.ts';
import type { ArchiveBounds } from '#services/model/object-bound.ts';
import { ArchiveBudget, membersOf, type Member, type Missed } from './archive.ts';

/** Reads the bytes of one object. */
export type Read = (object: LogObject, bytes: Uint8Array) => ObjectReport;

/** If an unreadable object is an archive, the reports of its files; otherwise its own report. */
export async function* readArchived(
  report: ObjectReport,
  bytes: Uint8Array,
  read: Read,
  bounds: ArchiveBounds,
): AsyncGenerator<ObjectReport> {
  const members = readMembers(report, bytes, read, new ArchiveBudget(bounds));
  if (members === undefined) yield report;
  else yield* members;
}

/**
 * One report for each file of an archive, and one for the archive when some files could not be read; undefined when the
 * object is no archive.
 */
function readMembers(
  report: ObjectReport,
  bytes: Uint8Array,
  read: Read,
  budget: ArchiveBudget,
): AsyncGenerator<ObjectReport> | undefined {
  const members = membersOf(bytes, budget);
  return members && readEach(report, members, read, budget.deeper());
}

async function* readEach(
  report: ObjectReport,
  members: AsyncIterable<Member | Missed>,
  read: Read,
  budget: ArchiveBudget,
): AsyncGenerator<ObjectReport> {
  const { object } = report;
  let any = false;
  for await (const member of members) {
    const { name } = member;
    any = true;
    const inside = name === '' ? object : { ...object, key: `${object.key}!${name}` };
    if ('message' in member) {
      yield failedReport(inside, refusal(member.kind, member.message));
      continue;
    }
    const inner = read(inside, member.bytes);
    const within = inner.state === 'failed' ? readMembers(inner, member.bytes, read, budget) : undefined;
    if (within === undefined) yield inner;
    else yield* within;
  }
  if (!any) yield { ...report, state: 'passed', troubles: [], note: 'The archive has no files.' };
}
