import type { OrganizationalUnit } from '#services/model/organizational-unit.ts';
import { BASE_36, createRandom, KEY_CHARACTERS, type Random } from './random.ts';

export interface SimulatedOrganization {
  readonly id: string;
  readonly seed: string;
  readonly managementAccountId: string;
  readonly delegatedAdministratorId: string;
  readonly accounts: readonly Account[];
  readonly units: readonly OrganizationalUnit[];
}

export interface Account {
  readonly id: string;
  readonly name: string;
  /** The parent unit; undefined: directly below the root, as for the management account. */
  readonly unitId: string | undefined;
  readonly region: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly flowLogId: string;
  /** Accounts use one of two formats for their flow logs. */
  readonly flowFormat: 'default' | 'custom';
  readonly people: readonly Person[];
  readonly instances: readonly Instance[];
  readonly buckets: Readonly<Record<'data' | 'web' | 'backups', string>>;
}

/** An IAM user with a key for the command line. */
export interface Person {
  readonly name: string;
  readonly principalId: string;
  readonly accessKeyId: string;
}

export interface Instance {
  readonly role: 'web' | 'app' | 'database' | 'build' | 'bastion';
  readonly id: string;
  readonly interfaceId: string;
  readonly address: string;
}

/** Ids from AWS's documentation come first, then invented ones that no account has. */
const DOCUMENTED = ['111122223333', '444455556666', '777788889999', '123456789012'] as const;
const REGIONS = ['us-east-1', 'eu-west-1', 'us-east-1', 'eu-central-1'] as const;
const ORDINARY_NAMES = [
  'shop',
  'payments',
  'search',
  'analytics',
  'mobile',
  'intranet',
  'warehouse',
  'support',
] as const;
const STAGES = ['prod', 'staging', 'dev'] as const;
const SECURITY: OrganizationalUnit = { id: 'ou-exam-security', name: 'Security', parentId: undefined };
const WORKLOADS: OrganizationalUnit = { id: 'ou-exam-workload', name: 'Workloads', parentId: undefined };
const PRODUCTS: OrganizationalUnit = { id: 'ou-exam-products', name: 'Products', parentId: WORKLOADS.id };
const COMPANY: OrganizationalUnit = { id: 'ou-exam-company0', name: 'Company', parentId: WORKLOADS.id };
const PEOPLE = [
  'alejandro',
  'akua',
  'arnav',
  'carlos',
  'diego',
  'jane',
  'kwesi',
  'li',
  'maria',
  'mateo',
  'nikhil',
  'paulo',
  'saanvi',
  'sofia',
  'xiulan',
] as const;
const INSTANCE_ROLES = ['web', 'web', 'app', 'database', 'build', 'bastion'] as const;

/** The organization, which stays the same throughout. */
export function createOrganization(accounts: number, seed: string): SimulatedOrganization {
  return {
    id: 'o-exampleorgid',
    seed,
    managementAccountId: DOCUMENTED[0],
    delegatedAdministratorId: accounts > 1 ? DOCUMENTED[1] : DOCUMENTED[0],
    accounts: Array.from({ length: accounts }, (_, index) => createAccount(index, seed)),
    units: [SECURITY, WORKLOADS, PRODUCTS, COMPANY],
  };
}

function createAccount(index: number, seed: string): Account {
  const id = DOCUMENTED[index] ?? String(100_000_000_000 + index);
  const random = createRandom(`${seed}/account/${id}`);
  const name = nameOf(index);
  return {
    id,
    name,
    unitId: unitOf(index)?.id,
    region: REGIONS[index % REGIONS.length] ?? 'us-east-1',
    vpcId: `vpc-0${random.text(16)}`,
    subnetId: `subnet-0${random.text(16)}`,
    flowLogId: `fl-0${random.text(16)}`,
    flowFormat: index % 2 === 0 ? 'custom' : 'default',
    people: [createPerson(random), createPerson(random), createPerson(random)],
    instances: INSTANCE_ROLES.map(instance),
    buckets: { data: `${name}-data-${id}`, web: `${name}-web-${id}`, backups: `${name}-backups-${id}` },
  };

  function instance(role: Instance['role'], number: number): Instance {
    return {
      role,
      id: `i-0${random.text(16)}`,
      interfaceId: `eni-0${random.text(16)}`,
      address: `10.${index % 250}.${number % 4}.${10 + number}`,
    };
  }
}

export function createPerson(random: Random): Person {
  return {
    name: `${random.pick(PEOPLE)}-${random.text(3, BASE_36)}`,
    principalId: `AIDA${random.text(16, KEY_CHARACTERS)}`,
    accessKeyId: `AKIA${random.text(16, KEY_CHARACTERS)}`,
  };
}

/**
 * The management account is directly below the root. The first five of the others are products, the rest are the
 * company's own.
 */
function unitOf(index: number): OrganizationalUnit | undefined {
  if (index === 0) return undefined;
  if (index === 1) return SECURITY;
  return (index - 2) % ORDINARY_NAMES.length < 5 ? PRODUCTS : COMPANY;
}

function nameOf(index: number): string {
  if (index === 0) return 'management';
  if (index === 1) return 'security';
  const ordinary = index - 2;
  const round = Math.floor(ordinary / (ORDINARY_NAMES.length * STAGES.length));
  const name = ORDINARY_NAMES[ordinary % ORDINARY_NAMES.length] ?? 'shop';
  const stage = STAGES[Math.floor(ordinary / ORDINARY_NAMES.length) % STAGES.length] ?? 'prod';
  return `${name}-${stage}${round === 0 ? '' : `-${round + 1}`}`;
}
