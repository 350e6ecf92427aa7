import type { z } from 'zod';
import type { AsffResource } from './asff.ts';
import type { OcsfResource } from './ocsf.ts';
import type { Resource, ResourceDetails, ResourceType } from './subject.ts';

/** The type of a schema's values, deeply read-only. */
export type Described<Schema extends z.ZodType> = ReadonlyDeep<z.infer<Schema>>;
type ReadonlyDeep<T> = unknown extends T ? T : { readonly [K in keyof T]: ReadonlyDeep<T[K]> };

type Member = keyof ResourceDetails;
/** A member's details of one resource; some members hold a list of resources. */
type One<Details> = Details extends readonly (infer Item)[] ? Item : Details;

/** The place of a resource. */
export interface ResourcePlace {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  /** The id of the resource that has these members. */
  readonly id: string;
}

/** Everything about one kind of resource: its details, its id, and how each format renders it. */
export interface ResourceKind<M extends Member = Member> {
  readonly member: M;
  /** Absent for kinds that a finding is never about, and that only appear beside another resource. */
  readonly type?: ResourceType;
  /** Whether GuardDuty's finding JSON has the member. Where not, documents in its format omit it. */
  readonly guardduty: boolean;
  /** The details without the members that GuardDuty's JSON lacks; absent where it has all of them. */
  asGuardDuty?(details: One<ResourceDetails[M]>): object;
  /** The member's fields; the API's type is generated from it. */
  readonly schema: z.ZodType<ResourceDetails[M]>;
  /** Identifies it within account and Region, by its details alone. */
  id(details: One<ResourceDetails[M]>): string | undefined;
  /** Its name in sentences: `instance i-…`, `role WebServer`. */
  words(details: One<ResourceDetails[M]>): string;
  /** Facts that change how to read a finding about it, a sentence each. */
  remarks?(details: One<ResourceDetails[M]>): readonly string[];
  asff(details: One<ResourceDetails[M]>, place: ResourcePlace): AsffResource;
  /** Its form in the Open Cybersecurity Schema Framework, which also takes type, id and tags from `asff`. */
  ocsf(details: One<ResourceDetails[M]>): OcsfResource;
}

export function defineResourceKind<const M extends Member>(kind: ResourceKind<M>): ResourceKind<M> {
  return kind;
}

/** Builds the resource of a finding from its details. */
export function resourceOf<M extends Member>(kind: ResourceKind<M>, details: ResourceDetails[M]): Resource {
  const [first] = [details].flat();
  const id = first && kind.id(first);
  if (id === undefined || kind.type === undefined)
    throw new Error(`No finding is about what ${kind.member} tell here.`);
  return { id, resourceType: kind.type, [kind.member]: details };
}

/**
 * Remarks on the resources of a finding: facts that change how to read it, a sentence each. They follow from the shown
 * details alone: a fact that is not shown gives no remark, and remarks are not stored.
 */
export function remarksOf(kinds: readonly ResourceKind[], { further = [], ...resource }: Resource): readonly string[] {
  const all = [resource, ...further].flatMap((one) =>
    kinds.flatMap((kind) => detailsOf(kind, one).flatMap((details) => kind.remarks?.(details) ?? [])),
  );
  return [...new Set(all)];
}

/** A resource's details of one kind, one by one. */
export function detailsOf<M extends Member>({ member }: ResourceKind<M>, resource: Omit<Resource, 'further'>) {
  return [resource[member] ?? []].flat();
}
