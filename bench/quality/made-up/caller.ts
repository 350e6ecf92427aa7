import type { CallerKind } from '#services/sources/cloudtrail/caller-kind.ts';
import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import type { MadeCall } from './odd-acts.ts';

/** A caller, with the names that records have for it. */
export interface Caller {
  readonly accountId: string;
  readonly kind: CallerKind;
  readonly type: 'IAMUser' | 'AssumedRole' | 'Root';
  /** Name of the user or role. */
  readonly name: string;
  /** Name of the role's session. */
  readonly session?: string;
}

/** The origin of calls. */
export interface Place {
  readonly address: string;
  readonly userAgent: string;
  readonly region: string;
}

/** The calls of one caller on one day, from one place. */
export interface Doing {
  readonly caller: Caller;
  readonly place: Place;
  readonly calls: readonly MadeCall[];
}

/** The record of a call, as the reader would return it. */
export function recordOf(
  { accountId, kind, type, name, session }: Caller,
  { address, userAgent, region }: Place,
  { api, asks, error, more }: MadeCall,
  time: number,
): CloudTrailRecord {
  const [service = '', eventName = ''] = api.split(':');
  const isRole = type === 'AssumedRole';
  const principalId = type === 'Root' ? accountId : `${name.toUpperCase()}${isRole ? `:${session}` : ''}`;
  return {
    ...NOTHING,
    id: undefined,
    time,
    accountId,
    region,
    eventName,
    eventSource: `${service}.amazonaws.com`,
    sourceIPAddress: address,
    userAgent,
    errorCode: error,
    callerKind: kind,
    holder: kind === 'workload' ? 'instance' : undefined,
    requestParameters: asks,
    additionalEventData: more,
    recipientAccountId: accountId,
    userIdentity: {
      type,
      principalId,
      arn: isRole
        ? `arn:aws:sts::${accountId}:assumed-role/${name}/${session}`
        : `arn:aws:iam::${accountId}:${type === 'Root' ? 'root' : `user/${name}`}`,
      accountId,
      accessKeyId: `ASIA${principalId}`,
      userName: type === 'IAMUser' ? name : undefined,
      invokedBy: undefined,
      onBehalfOf: { userId: undefined },
      credentialId: undefined,
      inScopeOf: { issuerType: undefined, credentialsIssuedTo: undefined },
      sessionContext: {
        sessionIssuer: isRole
          ? { userName: name, arn: `arn:aws:iam::${accountId}:role/${name}`, accountId }
          : { userName: undefined, arn: undefined, accountId: undefined },
        webIdFederationData: { federatedProvider: undefined },
        ec2RoleDelivery: kind === 'workload' ? '2.0' : undefined,
        assumedRoot: undefined,
      },
    },
  };
}

/** The records of a day's work of accounts, by account. @param does whether what a caller does is of interest */
export function recordsOfDay(
  work: ReadonlyMap<{ readonly id: string }, readonly Doing[]>,
  does: (caller: Caller) => boolean = () => true,
): ReadonlyMap<string, readonly CloudTrailRecord[]> {
  return new Map(
    Array.from(work, ([{ id }, doings]) => [
      id,
      doings
        .filter(({ caller }) => does(caller))
        .flatMap(({ caller, place, calls }) => calls.map((call) => recordOf(caller, place, call, 0))),
    ]),
  );
}

const NOTHING = {
  eventType: 'AwsApiCall',
  eventCategory: 'Management',
  readOnly: undefined,
  managementEvent: true,
  errorMessage: undefined,
  isRequestText: false,
  bucketName: undefined,
  objectKey: undefined,
  responseElements: undefined,
  issuedKey: undefined,
  serviceEventDetails: undefined,
  resources: [],
  vpcEndpointId: undefined,
  vpcEndpointAccountId: undefined,
  isFromConsole: false,
  sharedEventID: undefined,
} as const;
