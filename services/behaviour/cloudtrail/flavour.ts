import type { OrganizationView } from '#services/model/look.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { CloudTrailEvent } from '#services/sources/cloudtrail/event.ts';
import { isPlain } from '#services/sources/plain.ts';
import { statementsAt } from '#services/resources/kits/condition-operator.ts';
import { statementsOf } from '#services/resources/kits/policy-document.ts';
import { trustIn } from '#services/resources/kits/trust.ts';
import { EVERYBODY, letIn } from '#services/resources/kits/resource-policy.ts';
import { callWords, reads, removes } from '../apis/call-words.ts';
import { remembering } from '../remembering.ts';

type Members = Pick<OrganizationView, 'member' | 'knows'>;

/** Operations whose parameters may say more than the name. The parameters of other operations are not read. */
const TELLING =
  /Policy|Attribute|Permission|Share|Trust|Role|Replication|Peering|Invite|Grant|Destination|SecurityGroup|Acl|AccessKey|LoginProfile|MFADevice|^RunInstances$|^GetParameter|^UpdateFunctionConfiguration|^ConsoleLogin$|NetworkAcl|^AddUserToGroup$|EventSelectors|^UpdateTrail$|FoundationModel|ModelAccess|^RequestSpot|^CreateFleet$|^CreateAutoScalingGroup$|^CreateComputeEnvironment$|^CreateNotebookInstance$|^CreateTrainingJob$|^CreateInstances$|IdentityPool/;
const GIVES_OUT = /Policy|Attribute|Permission|Share|Trust|Role|Replication|Peering|Invite|Grant|Destination/;
const CREDENTIALS = /^(CreateAccessKey|CreateLoginProfile|UpdateLoginProfile|UpdateAccessKey|DeactivateMFADevice)$/;
const WORLD =
  /"[^"]*\/0"|"principal":"\*"|"(?:all|AllUsers|AuthenticatedUsers)"|groups\/global\/(?:All|Authenticated)Users/i;
/** Parameters that limit a permission for everybody to one organization or resource ("AddPermission", AWS Lambda). */
const TIED = /"(?:principalOrgI[Dd]|sourceAccount|sourceArn|eventSourceToken)":"/;
const ADMIN = /AdministratorAccess|"groupName":"[^"]*admin/i;
const LARGE = /^(?:p|g|inf|trn|dl|vt)\d|metal|(?:1[6-9]|[2-9]\d|\d{3})xlarge$/;
const MANY = 10;
/** Matches somewhere in the parameters whenever instances are large or many. */
const MAY_BE_LARGE = /\b(?:p|g|inf|trn|dl|vt)\d|metal|\d\dxlarge|maxCount\W{1,9}\d\d/;

/** Calls that only read, and sign-ins, which are no calls. Unlike other reading calls, they may have a flavour. */
const READ_CLOSELY = /^(GetParameter|ConsoleLogin|DescribeInstanceAttribute$)/;

/** Whether a call of this name may have a flavour. */
export function mayHaveFlavour({
  eventSource,
  eventName,
}: Pick<CloudTrailRecord, 'eventSource' | 'eventName'>): boolean {
  return isTelling(`${eventSource} ${eventName}`);
}

const isTelling = remembering((call) => {
  const [eventSource = '', eventName = ''] = call.split(' ');
  if (!TELLING.test(eventName) || eventSource === 'sts.amazonaws.com') return false;
  const words = callWords(eventSource, eventName);
  // Removals open nothing, except the removal of somebody else's second factor.
  return READ_CLOSELY.test(eventName) || CREDENTIALS.test(eventName) || (!reads(words) && !removes(words));
});

/** The flavour that the parameters give a call that may have one; undefined when they say nothing unusual. */
export function flavourOf(record: CloudTrailRecord, organization: Members): string | undefined {
  const { eventName } = record;
  // Clusters start many instances: a look at the text is enough for most.
  if (
    eventName === 'RunInstances' &&
    record instanceof CloudTrailEvent &&
    !record.mayHave(MAY_BE_LARGE, 'requestParameters')
  )
    return undefined;
  const { requestParameters } = record;
  // Users of an identity provider show their second factor there, so their sign-ins do not count.
  if (eventName === 'ConsoleLogin')
    return /^(IAMUser|Root)$/.test(record.userIdentity.type ?? '') && record.additionalEventData?.['MFAUsed'] === 'No'
      ? 'noMFA'
      : undefined;
  if (requestParameters === undefined) return undefined;
  if (eventName.startsWith('GetParameter')) return requestParameters['withDecryption'] === true ? 'decrypt' : undefined;
  if (eventName === 'DescribeInstanceAttribute')
    return requestParameters['attribute'] === 'userData' ? 'userData' : undefined;
  // Switching a key off only keeps others out: people do so when a colleague lost a key.
  if (eventName === 'UpdateAccessKey' && requestParameters['status'] === 'Inactive') return undefined;
  if (CREDENTIALS.test(eventName)) return isOfAnother(record) ? 'other' : undefined;
  if (eventName === 'RunInstances') return sizeOf(requestParameters);
  if (STARTS_OTHERWISE.test(eventName)) return sizeInText(requestParameters);
  if (OPENS_POOL.test(eventName)) return letsGuestsIn(requestParameters) ? 'guests' : undefined;
  if (RECORDS_LESS.test(eventName)) return recordsLess(record) ? 'less' : undefined;
  if (UNLOCKS.test(eventName)) return record.isFromConsole ? 'console' : undefined;
  if (eventName.startsWith('UpdateFunctionConfiguration')) return requestParameters['layers'] ? 'layer' : undefined;
  if (eventName === 'ModifyInstanceAttribute' && requestParameters['userData'] !== undefined) return 'userData';
  const policies = policiesIn(requestParameters);
  if (policies.length > 0) return flavourOfPolicies(policies, record, organization);
  const text = textOf(requestParameters);
  if (WORLD.test(text) && !TIED.test(text) && !isForTheWeb(text)) return 'world';
  if (ADMIN.test(text)) return 'admin';
  if (GIVES_OUT.test(eventName) && namesOutsider(text, record, organization)) return 'outside';
  return undefined;
}

/** The flavour of policies that are put: whom they let in, or what they grant. */
function flavourOfPolicies(
  policies: readonly unknown[],
  { eventName, accountId, time }: CloudTrailRecord,
  organization: Members,
): string | undefined {
  const accounts = policies.flatMap((policy) => letIn(policy, time));
  if (accounts.includes(EVERYBODY)) return 'world';
  const granted = policies.flatMap((policy) => statementsAt(policy, time)).filter(({ Effect }) => Effect === 'Allow');
  if (granted.some(({ Action = [] }) => Action.includes('*'))) return 'admin';
  if (!GIVES_OUT.test(eventName)) return undefined;
  // The account's owner has agreed with partners that must present an external id.
  const partners = new Set(policies.flatMap((policy) => trustIn(policy, time).withExternalId));
  const isOutsider = (account: string): boolean =>
    account !== accountId && !organization.member(account) && !organization.knows(account, time);
  return accounts.some((account) => isOutsider(account) && !partners.has(account)) ? 'outside' : undefined;
}

/** Values that are policies, among the parameters and the attributes that some services put them into. */
function policiesIn(parameters: Readonly<Record<string, unknown>>): readonly unknown[] {
  const { attributes } = parameters;
  return [...Object.values(parameters), ...(isPlain(attributes) ? Object.values(attributes) : [])].filter(
    (value) =>
      (typeof value === 'string' ? value.length <= POLICY_MAX && value.includes('Statement') : isPlain(value)) &&
      statementsOf(value).length > 0,
  );
}

/** Characters. No policy may be this long: a key's may have 32 kB. */
const POLICY_MAX = 65_536;

/** The parameters as text, without those that take something back. */
function textOf(parameters: Readonly<Record<string, unknown>>): string {
  if (parameters['operationType'] === 'remove') return '';
  return JSON.stringify(parameters, (name, value: unknown) => (TAKEN_BACK.test(name) ? undefined : value)).slice(
    0,
    TEXT_MAX,
  );
}
const TAKEN_BACK = /^(?:remove|valuesToRemove)/i;
const TEXT_MAX = 20_000;

/** Whether only the ports of web servers are opened. */
function isForTheWeb(text: string): boolean {
  const ports = [...text.matchAll(/"(?:fromPort|toPort)":"?(-?\d+)/gi)].map(([, port]) => port);
  return ports.length > 0 && ports.every((port) => port === '80' || port === '443');
}

const RECORDS_LESS = /EventSelectors|^UpdateTrail$/;

/** Whether a trail is told to record less, or elsewhere: recording more is no way to hide. */
function recordsLess({ requestParameters = {} }: CloudTrailRecord): boolean {
  const text = JSON.stringify(requestParameters).slice(0, TEXT_MAX);
  const isMoved =
    requestParameters['s3BucketName'] !== undefined && requestParameters['isMultiRegionTrail'] === undefined;
  return LESS.test(text) || isMoved || (text.includes('advancedEventSelectors') && !text.includes('"Management"'));
}
const LESS =
  /"(?:includeManagementEvents|isMultiRegionTrail|includeGlobalServiceEvents)":"?false|"readWriteType":"(?:Read|Write)Only"/;

/** Calls that unlock models, once for an account. People make them in the console, where they read the terms. */
const UNLOCKS = /^(?:CreateFoundationModelAgreement|PutFoundationModelEntitlement|PutUseCaseForModelAccess)$/;

function isOfAnother({ requestParameters, userIdentity }: CloudTrailRecord): boolean {
  const user = requestParameters?.['userName'];
  return typeof user === 'string' && user !== '' && user !== userIdentity.userName;
}

/** `many` instances, or a `large` one, as used for models and for mining. */
function sizeOf(parameters: Readonly<Record<string, unknown>>): string | undefined {
  const { instanceType, instancesSet } = parameters;
  const [, most] = /"maxCount":"?(\d+)/.exec(JSON.stringify(instancesSet ?? {}).slice(0, TEXT_MAX)) ?? [];
  if (Number(most ?? 0) >= MANY) return 'many';
  return typeof instanceType === 'string' && LARGE.test(instanceType) ? 'large' : undefined;
}

/** Other calls that start machines: each writes their number and their type in its own place. */
const STARTS_OTHERWISE =
  /^(?:RequestSpot(?:Instances|Fleet)|CreateFleet|CreateAutoScalingGroup|CreateComputeEnvironment|CreateNotebookInstance|CreateTrainingJob|CreateInstances)$/;
const NUMBERS = /"(?:instanceCount|targetCapacity|totalTargetCapacity|minSize|desiredCapacity)":"?(\d{1,9})/gi;
const TYPES = /"(?:ml\.)?([a-z]+\d[a-z0-9-]*\.[a-z0-9-]+)"/g;

function sizeInText(parameters: Readonly<Record<string, unknown>>): string | undefined {
  const text = textOf(parameters);
  if ([...text.matchAll(NUMBERS)].some(([, number]) => Number(number) >= MANY)) return 'many';
  const isLarge = LARGE_BUNDLE.test(text) || [...text.matchAll(TYPES)].some(([, type = '']) => LARGE.test(type));
  return isLarge ? 'large' : undefined;
}
/** Lightsail sells machines in bundles: those from `2xlarge_3_0` on have eight processors and more. */
const LARGE_BUNDLE = /"bundleId":"\d{1,3}xlarge_/;

const OPENS_POOL = /^(?:UpdateIdentityPool|SetIdentityPoolRoles)$/;

/** Whether an identity pool gives credentials to callers who did not sign in. */
function letsGuestsIn({ allowUnauthenticatedIdentities, roles }: Readonly<Record<string, unknown>>): boolean {
  return allowUnauthenticatedIdentities === true || (isPlain(roles) && roles['unauthenticated'] !== undefined);
}

/** Whether a text names an account outside the known organization: inside, accounts share with each other every day. */
function namesOutsider(text: string, { accountId, time }: CloudTrailRecord, organization: Members): boolean {
  for (const [, account = ''] of text.matchAll(/(?<![\w-])(\d{12})(?![\w-])/g))
    if (account !== accountId && !organization.member(account) && !organization.knows(account, time)) return true;
  return false;
}
