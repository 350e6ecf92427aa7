import type { z } from 'zod';
import type { AsffResource } from './asff.ts';
import type { OcsfResource } from './ocsf.ts';
import type { Resource, ResourceDetails, ResourceType } from './subject.ts';

/** The type of a schema's values, which nobody changes. */
export type Described<Schema extends z.ZodType> = ReadonlyDeep<z.infer<Schema>>;
type ReadonlyDeep<T> = unknown extends T ? T : { readonly [K in keyof T]: ReadonlyDeep<T[K]> };

type Member = keyof ResourceDetails;
/** What a member tells of one resource; some members hold a list of resources. */
type One<Details> = Details extends readonly (infer Item)[] ? Item : Details;

/** Where a resource is. */
export interface ResourcePlace {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  /** The id of the resource whose members these are. */
  readonly id: string;
}

/** A kind of resource, whole: what is known of one, how it is told apart, and how every format shows it. */
export interface ResourceKind<M extends Member = Member> {
  readonly member: M;
  /** Absent where a finding is never about it, and it only stands beside another. */
  readonly type?: ResourceType;
  /** Whether GuardDuty's finding JSON has the member. Where not, its documents go without. */
  readonly guardduty: boolean;
  /** The details without what GuardDuty's JSON has no member for; as they are where absent. */
  asGuardDuty?(details: One<ResourceDetails[M]>): object;
  /** The member's fields; the API's type is made of it. */
  readonly schema: z.ZodType<ResourceDetails[M]>;
  /** Tells it apart within account and Region, by its details alone. */
  id(details: One<ResourceDetails[M]>): string | undefined;
  /** How a sentence calls it: `instance i-…`, `role WebServer`. */
  words(details: One<ResourceDetails[M]>): string;
  /** What is known of it that changes how a finding about it is read, a sentence each. */
  remarks?(details: One<ResourceDetails[M]>): readonly string[];
  asff(details: One<ResourceDetails[M]>, place: ResourcePlace): AsffResource;
  /** In the Open Cybersecurity Schema Framework, which also takes type, id and tags of `asff`. */
  ocsf(details: One<ResourceDetails[M]>): OcsfResource;
}

export function defineResourceKind<const M extends Member>(kind: ResourceKind<M>): ResourceKind<M> {
  return kind;
}

/** The resource that a finding is about, from what is known of it. */
export function resourceOf<M extends Member>(kind: ResourceKind<M>, details: ResourceDetails[M]): Resource {
  const [first] = [details].flat();
  const id = first && kind.id(first);
  if (id === undefined || kind.type === undefined)
    throw new Error(`No finding is about what ${kind.member} tell here.`);
  return { id, resourceType: kind.type, [kind.member]: details };
}

/**
 * What is known of the resources that a finding names, and changes how it is read, a sentence each. Follows from what they show
 * alone: what is not known there is no remark, and remarks are kept nowhere.
 */
export function remarksOf(kinds: readonly ResourceKind[], { further = [], ...resource }: Resource): readonly string[] {
  const all = [resource, ...further].flatMap((one) =>
    kinds.flatMap((kind) => detailsOf(kind, one).flatMap((details) => kind.remarks?.(details) ?? [])),
  );
  return [...new Set(all)];
}

/** What a resource tells of one kind, one by one. */
export function detailsOf<M extends Member>({ member }: ResourceKind<M>, resource: Omit<Resource, 'further'>) {
  return [resource[member] ?? []].flat();
}
