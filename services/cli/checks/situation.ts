import process from 'node:process';
import type { Database } from '#db/client.ts';
import type { Aws } from '#services/aws/aws.ts';
import type { MemberAccount } from '#services/model/member-account.ts';
import { once } from '#services/model/once.ts';
import type { Probe } from '#services/model/probe.ts';
import type { OpenedIntel } from '#services/workers/adapters/intel-store.ts';
import type { Config } from '../../config.ts';
import { openAwsOf } from '../open-aws.ts';

/** What checks look at. What several checks need is fetched once. */
export interface Situation extends AsyncDisposable {
  readonly config: Config;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** ms since the epoch */
  now(): number;
  /** The database, where this process has it open already. */
  readonly database: Database | undefined;
  readonly intel: OpenedIntel;
  aws(): Promise<Aws>;
  /** Who we are, and the organization as far as AWS shows it to us. */
  organization(): Promise<SeenOrganization>;
  /** One account of each kind, examined with its member role. */
  members(): Promise<readonly SeenMember[]>;
}

export interface SeenOrganization {
  readonly id: string;
  readonly ownAccountId: string;
  readonly accounts: readonly MemberAccount[];
}

export interface SeenMember {
  readonly kind: string;
  readonly probe: Probe;
}

export interface SituationParts {
  readonly config: Config;
  readonly database?: Database;
  readonly intel: OpenedIntel;
  readonly now?: () => number;
}

/** A check must answer soon; the service itself would retry for long. */
const ATTEMPTS_MAX = 2;

/** A situation that fetches nothing before a check asks for it. Dispose of it to close the connections to AWS. */
export function createSituation({ config, database, intel, now = Date.now }: SituationParts): Situation {
  const opened = new AsyncDisposableStack();
  const aws = once(async () => opened.use(await openAwsOf(config, { attemptsMax: ATTEMPTS_MAX })));
  const organization = once(async () => seeOrganization(await aws()));
  return {
    config,
    environment: process.env,
    now,
    database,
    intel,
    aws,
    organization,
    members: once(async () => seeMembers(await aws(), await organization(), config.regions)),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

async function seeOrganization(aws: Aws): Promise<SeenOrganization> {
  const { ADMINISTRATOR } = await import('#services/aws/aws.ts');
  const { callerIdentity } = await import('#services/aws/caller-identity.ts');
  const { readOrganization } = await import('#services/aws/organizations.ts');
  const administrator = await aws.client(ADMINISTRATOR);
  const { accountId: ownAccountId } = await callerIdentity(administrator);
  const { id, accounts } = await readOrganization(administrator);
  return { id, ownAccountId, accounts };
}

async function seeMembers(
  aws: Aws,
  { accounts, ownAccountId }: SeenOrganization,
  regions: readonly string[] | undefined,
): Promise<readonly SeenMember[]> {
  const { nothingShown, probeAccount } = await import('#services/workers/pass/probe.ts');
  const active = accounts.filter(({ status }) => status === 'ACTIVE');
  const kinds = [
    { kind: 'An ordinary account', account: active.find(({ id, management }) => !management && id !== ownAccountId) },
    { kind: 'The management account', account: active.find(({ management }) => management) },
    {
      kind: 'The service’s own account',
      account: active.find(({ id, management }) => !management && id === ownAccountId),
    },
  ];
  return Promise.all(
    kinds.flatMap(({ kind, account }) =>
      account === undefined
        ? []
        : [probeAccount(aws, account.id, regions, nothingShown(aws, accounts)).then((probe) => ({ kind, probe }))],
    ),
  );
}
