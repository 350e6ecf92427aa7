import type { Subject } from '#services/model/subject.ts';
import type { CloudTrailRecord, Parameters } from '#services/sources/cloudtrail/record.ts';
import { textOf } from './parameters.ts';
import { aboutChanged } from './principal.ts';

/**
 * How a call of RDS names a database instance or cluster. Neptune and DocumentDB call the same APIs. RDS stores
 * identifiers in lower case, and takes them in any.
 */
export function databaseOf(parameters: Parameters): string | undefined {
  for (const [kind, names] of KINDS) {
    const id = names.map((name) => textOf(parameters[name])).find(Boolean);
    if (id !== undefined) return `${kind} ${id.toLowerCase()}`;
  }
  return undefined;
}

/** A call that restores a database names the new one as its target. */
const KINDS = [
  ['database', ['targetDBInstanceIdentifier', 'dBInstanceIdentifier', 'dbInstanceIdentifier']],
  ['cluster', ['targetDBClusterIdentifier', 'dBClusterIdentifier', 'dbClusterIdentifier']],
] as const;

/** The database that a call changed. It identifies the finding, because the database has to be put right. */
export function aboutDatabase(record: CloudTrailRecord): Subject | undefined {
  return aboutChanged(databaseOf(record.requestParameters ?? {}) ?? '(not named)', record);
}
