import type {
  AccountLook,
  EnrolledMember,
  EnrolmentSettings,
  EnrolmentTask,
  Feature,
  FeatureLook,
  Obstacle,
} from '#services/model/enrolment.ts';
import { few } from '#services/model/few.ts';
import type { SourceName } from '#services/model/log-object.ts';
import { counted } from '#services/model/numbers.ts';
import { refusalByStatus } from '../enrolment.ts';
import { priceOf, type Volume } from './price.ts';
import { wantedOf, type PlacedAccount } from './wanted.ts';

/** The current state of the organization, as far as enrolment needs it. */
export interface OrganizationAsIs {
  readonly accounts: readonly PlacedAccount[];
  /** By account; accounts that were not looked at are absent. */
  readonly looks: ReadonlyMap<string, AccountLook>;
  /** Accounts whose member role could be assumed at some time. */
  readonly known: ReadonlySet<string>;
}

/** The remaining tasks, the obstacles, and the state of each account. */
export interface EnrolmentPlan {
  readonly members: readonly EnrolledMember[];
  readonly tasks: readonly EnrolmentTask[];
  readonly obstacles: readonly Obstacle[];
}

/** The context of prices and obstacles, besides the settings of enrolment. */
export interface PlanContext {
  readonly volumes: ReadonlyMap<SourceName, Volume>;
  /** Regions that the settings name. */
  readonly regions?: readonly string[] | undefined;
  readonly memberRole: string;
}

/**
 * Compares the state with the settings. Equal inputs in any order give equal plans: tasks and members are sorted by
 * account, Region and feature. Nothing is ever switched off, because logs that were never written cannot be recovered.
 */
export function planEnrolment(
  { accounts, looks, known }: OrganizationAsIs,
  settings: EnrolmentSettings,
  context: PlanContext,
): EnrolmentPlan {
  const tasks: EnrolmentTask[] = [];
  const members: EnrolledMember[] = [];
  const obstacles: Obstacle[] = [];
  for (const account of accounts.toSorted(byId)) {
    const placed = planAccount(account, looks.get(account.id), known.has(account.id), settings, context);
    const { id: accountId, name } = account;
    members.push({ accountId, name, state: placed.state, because: placed.because });
    tasks.push(...(placed.tasks ?? []));
    obstacles.push(...(placed.obstacles ?? []));
  }
  return { members, tasks, obstacles: [...lackingSettings(tasks, settings), ...obstacles] };
}

interface PlannedAccount extends Pick<EnrolledMember, 'state' | 'because'> {
  readonly tasks?: readonly EnrolmentTask[];
  readonly obstacles?: readonly Obstacle[];
}

function planAccount(
  account: PlacedAccount,
  look: AccountLook | undefined,
  isKnown: boolean,
  settings: EnrolmentSettings,
  context: PlanContext,
): PlannedAccount {
  const accountId = account.id;
  if (!account.listed) return { state: 'Removed', because: 'It left the organization.' };
  const asleep = refusalByStatus(account);
  if (asleep !== undefined) return { state: 'AccountSuspended', because: asleep.detail };
  const { features, because } = wantedOf(account, settings);
  if (features.length === 0) return { state: 'Disabled', because };
  if (look === undefined) return { state: 'Created', because: 'It has not been examined yet.' };
  if (look.refusal !== null) {
    const obstacle = roleObstacle(account, look.refusal, context.memberRole);
    return { state: isKnown ? 'Resigned' : 'Invited', because: look.refusal, obstacles: [obstacle] };
  }
  const seen = look.features.filter(({ feature }) => features.includes(feature)).toSorted(byPlace);
  const tasks = seen.flatMap((each) => taskOf(accountId, each, settings, context.volumes));
  const refused = seen.flatMap(({ refusal, region, feature }) =>
    refusal === null ? [] : [lookObstacle(accountId, region, feature, refusal)],
  );
  const absent = (context.regions ?? []).filter((region) => !look.regions.includes(region));
  const obstacles = [...refused, ...absent.map((region) => regionObstacle(accountId, region))];
  const unasked = features.some((feature) => !look.asked.includes(feature));
  if (unasked)
    return { state: 'Created', because: 'Features were added since it was last examined.', tasks, obstacles };
  if (tasks.length > 0)
    return { state: 'Created', because: `${counted(tasks.length, 'task')} left.`, tasks, obstacles };
  if (refused.length > 0) return { state: 'Created', because: refused[0]?.detail ?? '', obstacles };
  if (absent.length > 0)
    return { state: 'RegionDisabled', because: `Not enabled there: ${absent.join(', ')}.`, obstacles };
  return { state: 'Enabled', because: 'Everything wanted is switched on.' };
}

function taskOf(
  accountId: string,
  { feature, region, off }: FeatureLook,
  settings: EnrolmentSettings,
  volumes: ReadonlyMap<SourceName, Volume>,
): readonly EnrolmentTask[] {
  if (off.length === 0) return [];
  const price = priceOf(feature, region, volumes);
  const does = DOES[feature](off.toSorted(), settings);
  return [
    { id: `${accountId}/${region}/${feature}`, accountId, region, feature, resources: off.toSorted(), does, price },
  ];
}

type Words = (resources: readonly string[], settings: EnrolmentSettings) => string;
const DOES: Readonly<Record<Feature, Words>> = {
  cloudtrail: (_, { bucket }) => `Start a trail of all Regions that delivers to ${placeOf(bucket)}.`,
  'management-events': (_, { eventBus }) =>
    `Forward CloudTrail's management events from EventBridge to ${eventBus ?? 'a bus'}.`,
  'vpc-flow': (vpcs, { bucket }) => `Create flow logs of ${few(vpcs)} that deliver to ${placeOf(bucket)}.`,
  'dns-query': (vpcs, { bucket }) => `Log the DNS queries of ${few(vpcs)} to ${placeOf(bucket)}.`,
  'eks-audit': (clusters) => `Turn on the audit log of ${few(clusters)}.`,
  'security-hub': () => 'Enable Security Hub without any standard, so that findings can be imported.',
};

function placeOf(bucket: string | undefined): string {
  return bucket === undefined ? 'a bucket' : `s3://${bucket}`;
}

/** The setting that a feature's tasks require. */
export const NEEDED_SETTING: Readonly<Record<Feature, 'bucket' | 'eventBus' | undefined>> = {
  cloudtrail: 'bucket',
  'management-events': 'eventBus',
  'vpc-flow': 'bucket',
  'dns-query': 'bucket',
  'eks-audit': undefined,
  'security-hub': undefined,
};

function lackingSettings(tasks: readonly EnrolmentTask[], settings: EnrolmentSettings): readonly Obstacle[] {
  const features = [...new Set(tasks.map(({ feature }) => feature))].toSorted();
  const lacking = features.flatMap((feature) => {
    const needed = NEEDED_SETTING[feature];
    if (needed === undefined || settings[needed] !== undefined) return [];
    const detail = `To switch on ${feature}, set enrolment.${needed} in vedette.yaml.`;
    return [{ ...ANYWHERE, feature, detail, by: 'whoever runs Vedette', call: undefined }];
  });
  if (tasks.length === 0 || settings.role !== undefined) return lacking;
  const detail =
    'Nothing can be switched on: deploy infra/enrolment-role.yaml to the accounts and set enrolment.role in vedette.yaml.';
  return [...lacking, { ...ANYWHERE, detail, by: 'the management account', call: stackSetCall('enrolment-role') }];
}

const ANYWHERE = { accountId: undefined, region: undefined, feature: undefined } as const;

function stackSetCall(template: string): string {
  return `aws cloudformation create-stack-instances --stack-set-name vedette-${template} --deployment-targets OrganizationalUnitIds=r-… --regions us-east-1`;
}

function roleObstacle({ id: accountId, management }: PlacedAccount, detail: string, memberRole: string): Obstacle {
  const ofAccount = { accountId, region: undefined, feature: undefined, detail };
  // A StackSet never deploys to the management account.
  if (management)
    return {
      ...ofAccount,
      by: `the management account, ${accountId}`,
      call: `aws cloudformation create-stack --stack-name vedette-member-role --template-body file://infra/member-role.yaml --capabilities CAPABILITY_NAMED_IAM --parameters ParameterKey=RoleName,ParameterValue=${memberRole} …`,
    };
  return {
    ...ofAccount,
    by: 'the management account',
    call: `aws cloudformation create-stack-instances --stack-set-name vedette-member-role --deployment-targets OrganizationalUnitIds=r-…,Accounts=${accountId},AccountFilterType=INTERSECTION --regions us-east-1`,
  };
}

function lookObstacle(accountId: string, region: string, feature: Feature, detail: string): Obstacle {
  return { accountId, region, feature, detail, by: `account ${accountId}`, call: undefined };
}

function regionObstacle(accountId: string, region: string): Obstacle {
  return {
    accountId,
    region,
    feature: undefined,
    detail: `${region} is not enabled in account ${accountId}: nothing can run there until it is.`,
    by: 'the management account, if it should be enabled',
    call: `aws account enable-region --account-id ${accountId} --region-name ${region}`,
  };
}

function byId(a: PlacedAccount, b: PlacedAccount): number {
  return a.id < b.id ? -1 : 1;
}

function byPlace(a: FeatureLook, b: FeatureLook): number {
  return `${a.region} ${a.feature}` < `${b.region} ${b.feature}` ? -1 : 1;
}
