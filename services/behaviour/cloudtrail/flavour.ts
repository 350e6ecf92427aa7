import type { OrganizationView } from '#services/model/look.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { CloudTrailEvent } from '#services/sources/cloudtrail/event.ts';
import { callWords, reads } from '../apis/call-words.ts';
import { remembering } from '../remembering.ts';

type Members = Pick<OrganizationView, 'member'>;

/** Names whose parameters may say more than they do; nobody looks into those of others. */
const TELLING =
  /Policy|Attribute|Permission|Share|Trust|Role|Replication|Peering|Invite|Grant|Destination|SecurityGroup|Acl|AccessKey|LoginProfile|MFADevice|^RunInstances$|^GetParameter|^UpdateFunctionConfiguration|^ConsoleLogin$|NetworkAcl|^AddUserToGroup$/;
const GIVES_OUT = /Policy|Attribute|Permission|Share|Trust|Role|Replication|Peering|Invite|Grant|Destination/;
const CREDENTIALS = /^(CreateAccessKey|CreateLoginProfile|UpdateLoginProfile|UpdateAccessKey|DeactivateMFADevice)$/;
const WORLD =
  /"[^"]*\/0"|"(?:AWS|principal)":(?:\[)?"\*"|"principal":"\*"|"(?:all|AllUsers|AuthenticatedUsers)"|groups\/global\/(?:All|Authenticated)Users/i;
const ADMIN = /AdministratorAccess|"Action":\s*(?:\[\s*)?"\*"|"groupName":"[^"]*admin/i;
const LARGE = /^(?:p|g|inf|trn|dl|vt)\d|metal|(?:8|9|[1-9]\d+)xlarge$/;
const MANY = 10;
/** What the parameters of every large or many instances have somewhere. */
const MAY_BE_LARGE = /\b(?:p|g|inf|trn|dl|vt)\d|metal|(?:[89]|\d\d)xlarge|maxCount\W{1,9}\d\d/;

/** Calls that only look, or are none, and may still be of a flavour. */
const READ_CLOSELY = /^(GetParameter|ConsoleLogin|DescribeInstanceAttribute$)/;

/** Whether a call of this name may be of a flavour. */
export function mayHaveFlavour({
  eventSource,
  eventName,
}: Pick<CloudTrailRecord, 'eventSource' | 'eventName'>): boolean {
  return isTelling(`${eventSource} ${eventName}`);
}

const isTelling = remembering((call) => {
  const [eventSource = '', eventName = ''] = call.split(' ');
  if (!TELLING.test(eventName) || eventSource === 'sts.amazonaws.com') return false;
  return READ_CLOSELY.test(eventName) || !reads(callWords(eventSource, eventName));
});

/** What the parameters say; undefined: nothing that is out of the ordinary. */
export function flavourOf(record: CloudTrailRecord, organization: Members): string | undefined {
  if (!mayHaveFlavour(record)) return undefined;
  const { eventName } = record;
  // Clusters start many: most are told by a look at the text.
  if (
    eventName === 'RunInstances' &&
    record instanceof CloudTrailEvent &&
    !record.mayHave(MAY_BE_LARGE, 'requestParameters')
  )
    return undefined;
  const { requestParameters } = record;
  // Who signs in through an identity provider shows the second factor there.
  if (eventName === 'ConsoleLogin')
    return /^(IAMUser|Root)$/.test(record.userIdentity.type ?? '') && record.additionalEventData?.['MFAUsed'] === 'No'
      ? 'noMFA'
      : undefined;
  if (requestParameters === undefined) return undefined;
  if (eventName.startsWith('GetParameter')) return requestParameters['withDecryption'] === true ? 'decrypt' : undefined;
  if (eventName === 'DescribeInstanceAttribute')
    return requestParameters['attribute'] === 'userData' ? 'userData' : undefined;
  // To switch a key off keeps others out, as everybody does whose colleague lost one.
  if (eventName === 'UpdateAccessKey' && requestParameters['status'] === 'Inactive') return undefined;
  if (CREDENTIALS.test(eventName)) return isOfAnother(record) ? 'other' : undefined;
  if (eventName === 'RunInstances') return isLarge(requestParameters) ? 'large' : undefined;
  if (eventName.startsWith('UpdateFunctionConfiguration')) return requestParameters['layers'] ? 'layer' : undefined;
  if (eventName === 'ModifyInstanceAttribute' && requestParameters['userData'] !== undefined) return 'userData';
  const text = textOf(requestParameters);
  if (WORLD.test(text)) return 'world';
  if (ADMIN.test(text)) return 'admin';
  if (GIVES_OUT.test(eventName) && namesOutsider(text, record.accountId, organization)) return 'outside';
  return undefined;
}

/** Policies stand in it as texts within a text. */
function textOf(parameters: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(parameters).slice(0, TEXT_MAX).replaceAll('\\"', '"');
}
const TEXT_MAX = 20_000;

function isOfAnother({ requestParameters, userIdentity }: CloudTrailRecord): boolean {
  const user = requestParameters?.['userName'];
  return typeof user === 'string' && user !== '' && user !== userIdentity.userName;
}

function isLarge(parameters: Readonly<Record<string, unknown>>): boolean {
  const { instanceType, instancesSet } = parameters;
  if (typeof instanceType === 'string' && LARGE.test(instanceType)) return true;
  const [, most] = /"maxCount":"?(\d+)/.exec(JSON.stringify(instancesSet ?? {}).slice(0, TEXT_MAX)) ?? [];
  return Number(most ?? 0) >= MANY;
}

/** Accounts of the organization share with each other every day, as far as it is known which these are. */
function namesOutsider(text: string, own: string, organization: Members): boolean {
  for (const [, account = ''] of text.matchAll(/(?<![\w-])(\d{12})(?![\w-])/g))
    if (account !== own && !organization.member(account)) return true;
  return false;
}
