import { hash } from 'node:crypto';
import type { FindingBody } from '#services/model/finding.ts';

/** A finding as it is compared with one from another reading of the same logs. */
export type ComparedFinding = Pick<FindingBody, 'id' | 'type' | 'accountId' | 'region'> & { readonly service: object };

/** How one finding differs between two readings of the same logs. */
export interface FindingDifference {
  readonly id: string;
  readonly type: string;
  readonly accountId: string;
  readonly region: string;
  /** `missing`: only the first has it; `added`: only the second does. */
  readonly is: 'missing' | 'added' | 'different';
  /** The members that differ, as paths: `service.count`. */
  readonly members: readonly string[];
}

/** Members that come from the clock or from a person, not from the logs. */
const NOT_TOLD = ['createdAt', 'updatedAt', 'disposition'];

/** SHA-256, in hex, of findings without the members that do not come from the logs; the same in any order. */
export function digestOf(findings: Iterable<ComparedFinding>): string {
  const told = Array.from(findings, ({ id, ...rest }) => [id, hash('sha256', textOf({ id, ...rest }))] as const);
  return hash('sha256', JSON.stringify(told.toSorted(([a], [b]) => (a < b ? -1 : 1))));
}

/** The differences, one per finding, in the order of ids. */
export function differencesOf(
  first: Iterable<ComparedFinding>,
  second: Iterable<ComparedFinding>,
): readonly FindingDifference[] {
  const others = new Map(Array.from(second, (finding) => [finding.id, finding]));
  const differences: FindingDifference[] = [];
  for (const finding of first) {
    const other = others.get(finding.id);
    others.delete(finding.id);
    const members = other === undefined ? [] : differingMembers(toldOf(finding), toldOf(other));
    if (other === undefined || members.length > 0)
      differences.push({ ...nameOf(finding), is: other === undefined ? 'missing' : 'different', members });
  }
  for (const finding of others.values()) differences.push({ ...nameOf(finding), is: 'added', members: [] });
  return differences.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function nameOf({ id, type, accountId, region }: ComparedFinding) {
  return { id, type, accountId, region };
}

function textOf(finding: ComparedFinding): string {
  return JSON.stringify(toldOf(finding));
}

function toldOf(finding: ComparedFinding): unknown {
  return canonical(Object.fromEntries(Object.entries(finding).filter(([name]) => !NOT_TOLD.includes(name))));
}

/** Sorts members by name: the database keeps the members of an object in an order of its own. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, canonical(member)]),
  );
}

/** Paths of the members that differ, a few levels deep. Lists are compared as a whole. */
function differingMembers(one: unknown, other: unknown, path = ''): readonly string[] {
  if (JSON.stringify(one) === JSON.stringify(other)) return [];
  if (!isObject(one) || !isObject(other) || path.split('.').length > DEEP) return [path];
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].flatMap((name) => differingMembers(one[name], other[name], path === '' ? name : `${path}.${name}`));
}

const DEEP = 3;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
