import type { Place } from '../place.ts';
import { isPlain } from '../plain.ts';
import type { CloudTrailRecord, Parameters, UserIdentity } from './record.ts';

/**
 * The record of an event as `JSON.parse` gave it. Whatever is not of the type that AWS documents is absent: callers
 * write parts of their events, and one odd member must not hide the others.
 */
export function parseEvent(value: unknown, time: number, place: Place): CloudTrailRecord {
  const event = parameters(value) ?? {};
  const userIdentity = parseIdentity(parameters(event['userIdentity']) ?? {});
  const recipientAccountId = text(event['recipientAccountId']);
  return {
    id: originalId(event) ?? text(event['eventID']),
    time,
    accountId: recipientAccountId ?? accountOf(userIdentity) ?? place.accountId,
    region: text(event['awsRegion']) ?? place.region,
    eventName: text(event['eventName']) ?? '',
    eventSource: text(event['eventSource']) ?? '',
    eventType: text(event['eventType']),
    eventCategory: text(event['eventCategory']),
    readOnly: boolean(event['readOnly']),
    managementEvent: boolean(event['managementEvent']),
    sourceIPAddress: text(event['sourceIPAddress']),
    userAgent: text(event['userAgent']),
    errorCode: text(event['errorCode']),
    errorMessage: text(event['errorMessage']),
    userIdentity,
    requestParameters: parameters(event['requestParameters']),
    responseElements: parameters(event['responseElements']),
    additionalEventData: parameters(event['additionalEventData']),
    resources: list(event['resources']).map((resource) => ({
      ARN: text(resource['ARN']),
      accountId: text(resource['accountId']),
      type: text(resource['type']),
    })),
    vpcEndpointId: text(event['vpcEndpointId']),
    recipientAccountId,
  };
}

/** The account of a caller, if it is one: calls of anonymous callers say `anonymous` or `ANONYMOUS_PRINCIPAL`. */
export function accountOf(identity: Pick<UserIdentity, 'accountId'>): string | undefined {
  return identity.accountId !== undefined && /^\d{12}$/.test(identity.accountId) ? identity.accountId : undefined;
}

/** An event that corrects an earlier one ("CloudTrail record contents", `addendum`) is that one, told again. */
function originalId(event: Parameters): string | undefined {
  const addendum = parameters(event['addendum']);
  return addendum?.['reason'] === 'UPDATED_DATA' ? text(addendum['originalEventID']) : undefined;
}

function parseIdentity(identity: Parameters): UserIdentity {
  const session = parameters(identity['sessionContext']);
  const issuer = parameters(session?.['sessionIssuer']);
  return {
    type: text(identity['type']),
    principalId: text(identity['principalId']),
    arn: text(identity['arn']),
    accountId: text(identity['accountId']),
    accessKeyId: text(identity['accessKeyId']),
    userName: text(identity['userName']),
    invokedBy: text(identity['invokedBy']),
    sessionContext: session && {
      sessionIssuer: issuer && {
        type: text(issuer['type']),
        principalId: text(issuer['principalId']),
        arn: text(issuer['arn']),
        userName: text(issuer['userName']),
      },
      ec2RoleDelivery: text(session['ec2RoleDelivery']),
      assumedRoot: text(session['assumedRoot']),
    },
  };
}

/** `""` is how some services write "none" (`accessKeyId` of a console session). Numbers and booleans are kept as text. */
function text(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** Re-exported events hold booleans as text. */
function boolean(value: unknown): boolean | undefined {
  if (value === true || value === 'true') return true;
  return value === false || value === 'false' ? false : undefined;
}

function parameters(value: unknown): Parameters | undefined {
  return isPlain(value) ? value : undefined;
}

function list(value: unknown): readonly Parameters[] {
  return (Array.isArray(value) ? value : [value]).filter(isPlain);
}
