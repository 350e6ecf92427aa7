import { sql, type AnyColumn, type SQL } from 'drizzle-orm';
import { seen } from '#services/cases/seen.ts';
import type { Finding, FindingBody } from '#services/model/finding.ts';
import { FINDING_PARTS, type FindingPart } from '#services/model/finding-parts.ts';
import type { findings } from '../schema/findings.ts';

/**
 * The JSON of some parts of a finding, in their places. A list shows little of a finding, and writing, sending and
 * parsing the rest would be most of the cost of a page. Stored findings are decompressed once, however many parts are
 * taken out of one: `offset 0` keeps the planner from repeating the decompression at each use.
 */
export function jsonOfParts(parts: ReadonlySet<FindingPart>, body: AnyColumn): SQL<FindingBody> {
  const own = [...parts].filter((part) => !part.includes('.'));
  const within = ['service', 'resource'].map((member) => {
    const inner = [...parts].filter((part) => part.startsWith(`${member}.`)).map((part) => part.split('.')[1] ?? '');
    // A resource that is read whole is in the list itself.
    return member === 'resource' && parts.has(member)
      ? ''
      : `, '${member}', json_build_object(${listed(inner, member)})`;
  });
  const built = sql.raw(`json_build_object(${listed(own)}${within.join('')})::text`);
  return sql`(select ${built} from (select ${body} #> '{}' as whole offset 0) stored)`.mapWith((text): FindingBody =>
    JSON.parse(String(text)),
  );
}

function listed(members: readonly string[], inside = ''): string {
  return members.map((member) => `'${member}', whole #> '{${[inside, member].filter(Boolean).join(',')}}'`).join(', ');
}

/**
 * A finding of which only some parts were read. Access to any other part throws at once: if it were merely absent, it
 * would be shown as empty.
 */
export function partlySeen(
  parts: ReadonlySet<FindingPart>,
  { body, disposition, updatedAt }: Pick<typeof findings.$inferSelect, 'body' | 'disposition' | 'updatedAt'>,
): Finding {
  const finding = seen(body, disposition, updatedAt.toISOString());
  const { service, resource } = finding;
  return over(UNREAD, {
    ...finding,
    service: over(UNREAD_OF_SERVICE, service),
    resource: parts.has('resource') ? resource : over(UNREAD_OF_RESOURCE, resource),
  });
}

/** An object with its own members, and the members of another one where it has none itself. */
function over<Own extends object>(prototype: object, own: Own): Own {
  return { __proto__: prototype, ...own };
}

function unread(members: readonly string[]): object {
  return Object.defineProperties(
    {},
    Object.fromEntries(
      members.map((member) => {
        const get = () => {
          throw new Error(`"${member}" of a finding was not read: say beside the field that it reads it.`);
        };
        return [member, { get }];
      }),
    ),
  );
}

const UNREAD = unread(FINDING_PARTS.filter((part) => !part.includes('.')));
const UNREAD_OF_SERVICE = unread(membersInside('service'));
const UNREAD_OF_RESOURCE = unread([...membersInside('resource'), 'further']);

function membersInside(member: string): readonly string[] {
  return FINDING_PARTS.filter((part) => part.startsWith(`${member}.`)).map((part) => part.slice(member.length + 1));
}
