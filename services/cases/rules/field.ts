import { z } from 'zod';
import { ACTION_KINDS } from '#services/actions/index.ts';
import type { FindingBody } from '#services/model/finding.ts';
import { FIELD_ENTRIES } from '#services/model/finding-fields.ts';
import { leaves, valuesIn } from '#services/model/finding-values.ts';
import { detailsOf } from '#services/model/resource-kind.ts';
import { RESOURCE_KINDS } from '#services/resources/index.ts';

/** The input of a rule. */
export interface RuleSubject {
  readonly finding: FindingBody;
  /** The known units above the finding's account. */
  readonly organizationalUnits: readonly string[];
}

/** A field that criteria compare. */
export interface RuleField {
  readonly holds: 'text' | 'number' | 'moment';
  /**
   * The field says only where in the organization a resource is, not what happened: an attack may happen there as well.
   */
  readonly estate: boolean;
  /**
   * A criterion must hold for every value, and all values must be known: a remote end that the finding omits may be the
   * attacker's.
   */
  readonly every: boolean;
  /** Empty where the value is unknown: then no criterion holds. Moments are in ms. */
  values(subject: RuleSubject): readonly (string | number)[];
}

/** The field with a name; undefined where there is none. */
export function ruleField(name: string): RuleField | undefined {
  const known = FIELDS.get(name);
  if (known !== undefined) return known;
  const tag = /^tag:(.+)$/.exec(name)?.[1];
  if (tag !== undefined) return { ...ESTATE, values: ({ finding }) => tagsOf(finding, tag) };
  return memberField(name);
}

const TEXT = { holds: 'text', estate: false, every: false } as const;
const ESTATE = { ...TEXT, estate: true } as const;
const WHERE: readonly string[] = ['accountId', 'region'];

const CONTAINERS = 'resource.kubernetesDetails.kubernetesWorkloadDetails.containers';

const FIELDS: ReadonlyMap<string, RuleField> = new Map<string, RuleField>([
  ...FIELD_ENTRIES.filter(({ path: [first], holds }) => first !== 'disposition' && holds !== 'words').map(
    ({ name, holds }): [string, RuleField] => [
      name,
      {
        holds: holds === 'number' || holds === 'moment' ? holds : 'text',
        estate: WHERE.includes(name),
        every: false,
        values: ({ finding }) =>
          valuesIn(finding, name).map((value) => (holds === 'moment' ? Date.parse(String(value)) : value)),
      },
    ],
  ),
  ['id', { ...TEXT, values: ({ finding: { id } }) => [id] }],
  ['organizationalUnit', { ...ESTATE, values: ({ organizationalUnits }) => organizationalUnits }],
  ['remoteAddress', { ...TEXT, every: true, values: ({ finding }) => remotesOf(finding) }],
  // Paths of GuardDuty's JSON to what findings here keep elsewhere.
  [
    'resource.rdsDbUserDetails.user',
    {
      ...TEXT,
      values: ({ finding: { service } }) =>
        leaves(service.action, ['rdsLoginAttemptAction', 'LoginAttributes', 'user']),
    },
  ],
  [`${CONTAINERS}.imagePrefix`, { ...TEXT, values: ({ finding }) => imagesOf(finding).flatMap(prefixOf) }],
]);

/** The field at a path of GuardDuty's finding JSON. */
function memberField(name: string): RuleField | undefined {
  const [first, ...path] = name.split('.');
  const [second = '', ...below] = path;
  if (first === 'resource') {
    if (name === 'resource.resourceType') return { ...TEXT, values: ({ finding }) => leaves(finding, name.split('.')) };
    const kind = RESOURCE_KINDS.find(({ member }) => member === second);
    const holds = kind && leafOf(kind.schema, below);
    return (
      holds && { ...TEXT, holds, values: ({ finding }) => resourcesOf(finding).flatMap((one) => leaves(one, path)) }
    );
  }
  if (first !== 'service') return undefined;
  const other = OTHERS.get(name);
  if (other !== undefined) return { ...TEXT, holds: other, values: ({ finding }) => leaves(finding, name.split('.')) };
  const [member, ...rest] = below;
  const kind = second === 'action' ? ACTION_KINDS.find((each) => each.member === member) : undefined;
  const holds = kind && leafOf(kind.schema, rest);
  if (holds === undefined) return undefined;
  // The action is only the latest one: where a finding keeps its remote ends, the criterion tests all of them.
  const every = /\.remoteIpDetails\.ipAddressV[46]$/.test(name);
  const action = (finding: FindingBody) => leaves(finding, name.split('.'));
  return {
    ...TEXT,
    holds,
    every,
    values: ({ finding }) =>
      every && finding.service.evidence.remotes !== undefined ? remotesOf(finding) : action(finding),
  };
}

/** Members that belong to no kind of resource or action. */
const OTHERS: ReadonlyMap<string, RuleField['holds']> = new Map([
  ['service.count', 'number'],
  ['service.resourceRole', 'text'],
  ['service.action.actionType', 'text'],
  ['service.additionalInfo.threatListName', 'text'],
  ['service.additionalInfo.threatName', 'text'],
]);

/** The names of all fields, without the open ones: `tag:KEY`, and what is below members that AWS may add to. */
export function ruleFieldNames(): readonly string[] {
  const members = RESOURCE_KINDS.flatMap(({ member, schema }) =>
    pathsOf(schema).map((path) => `resource.${member}.${path}`),
  );
  const actions = ACTION_KINDS.flatMap(({ member, schema }) =>
    pathsOf(schema).map((path) => `service.action.${member}.${path}`),
  );
  const all = [...FIELDS.keys(), 'resource.resourceType', ...OTHERS.keys(), ...members, ...actions];
  return [...new Set(all)];
}

/** The paths to values below a schema. */
function pathsOf(schema: z.core.$ZodType): readonly string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return pathsOf(schema.unwrap());
  if (schema instanceof z.ZodArray) return pathsOf(schema.element);
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.keys(schema.shape).flatMap((name) => {
    const below = pathsOf(schema.shape[name]).map((path) => `${name}.${path}`);
    return leafOf(schema, [name]) === undefined ? below : [name];
  });
}

/** The type of value at a path of a schema; undefined where there can be none. */
function leafOf(schema: z.core.$ZodType, [name, ...rest]: readonly string[]): 'text' | 'number' | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return leafOf(schema.unwrap(), name === undefined ? [] : [name, ...rest]);
  if (schema instanceof z.ZodArray) return leafOf(schema.element, name === undefined ? [] : [name, ...rest]);
  if (name === undefined)
    return schema instanceof z.ZodNumber ? 'number' : schema instanceof z.ZodObject ? undefined : 'text';
  // For example who a bucket is open to: its members are stored as AWS names them.
  if (schema instanceof z.ZodRecord) return 'text';
  if (!(schema instanceof z.ZodObject)) return undefined;
  const member: z.core.$ZodType | undefined = schema.shape[name];
  return member && leafOf(member, rest);
}

function imagesOf(finding: FindingBody): readonly string[] {
  const path = `${CONTAINERS}.image`.split('.').slice(1);
  return resourcesOf(finding).flatMap((one) => leaves(one, path).map(String));
}

/** The part of an image's name before the last slash; none for a name without one. */
function prefixOf(image: string): readonly string[] {
  const end = image.lastIndexOf('/');
  return end < 0 ? [] : [image.slice(0, end)];
}

function resourcesOf({ resource }: FindingBody) {
  return [resource, ...(resource.further ?? [])];
}

/** The values of a tag, over all resources that the finding names. */
function tagsOf(finding: FindingBody, key: string): readonly string[] {
  return resourcesOf(finding).flatMap((one) =>
    RESOURCE_KINDS.flatMap((kind) =>
      detailsOf(kind, one).flatMap((details) => {
        const { data } = TAGGED.safeParse(details);
        return data?.tags.filter((tag) => tag.key === key).map(({ value }) => value) ?? [];
      }),
    ),
  );
}

const TAGGED = z.object({ tags: z.array(z.object({ key: z.string(), value: z.string() })) });

/** All remote addresses of the finding; empty where the finding omits some. */
function remotesOf(finding: FindingBody): readonly (string | number)[] {
  const { size = 0, values = [] } = finding.service.evidence.remotes ?? {};
  return size > values.length ? [] : valuesIn(finding, 'remoteAddress');
}
