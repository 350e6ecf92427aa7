import type { Call } from './activity.ts';
import type { Account, Instance, Person } from './organization.ts';
import { createRandom, KEY_CHARACTERS, type Random } from './random.ts';

/** The details of a call, besides its caller and time. */
export interface CallDetails {
  readonly service: string;
  readonly name: string;
  readonly from: string;
  readonly userAgent?: string;
  readonly region?: string;
  readonly request?: object;
  readonly response?: object;
  readonly error?: string;
  /** Top-level members in addition to the usual ones. */
  readonly more?: Readonly<Record<string, unknown>>;
}

export const CLI =
  'aws-cli/2.27.41 md/awscrt#0.26.1 ua/2.1 os/linux#6.8.0-60-generic md/arch#x86_64 lang/python#3.13.4';
export const CONSOLE =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36';
export const SDK = 'aws-sdk-js/3.840.0 ua/2.1 os/linux#5.10.238 lang/js md/nodejs#22.17.0 api/s3#3.840.0';

/** Services whose calls are logged in us-east-1, wherever the caller is. */
const GLOBAL = new Set(['iam', 'organizations', 'cloudfront', 'route53']);

/** A call as CloudTrail logs it. */
export function call(
  account: Account,
  identity: Readonly<Record<string, unknown>>,
  time: number,
  random: Random,
  { service, name, from, userAgent = CLI, region, request, response, error, more = {} }: CallDetails,
): Call {
  const where = region ?? (GLOBAL.has(service) ? 'us-east-1' : account.region);
  const readOnly = /^(?:Describe|Get|Head|List|Lookup|Search)/.test(name);
  return {
    time,
    region: where,
    event: {
      eventVersion: '1.11',
      userIdentity: identity,
      eventTime: iso(time),
      eventSource: `${service}.amazonaws.com`,
      eventName: name,
      awsRegion: where,
      sourceIPAddress: from,
      userAgent,
      ...(error !== undefined && {
        errorCode: error,
        errorMessage: `User: ${String(identity['arn'])} is not authorized to perform: ${service}:${name}`,
      }),
      requestParameters: request ?? null,
      responseElements: response ?? null,
      requestID: guid(random),
      eventID: guid(random),
      readOnly,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: account.id,
      eventCategory: 'Management',
      ...(/^\d/.test(from) && {
        tlsDetails: {
          tlsVersion: 'TLSv1.3',
          cipherSuite: 'TLS_AES_128_GCM_SHA256',
          clientProvidedHostHeader: `${service}.${where}.amazonaws.com`,
        },
      }),
      ...more,
    },
  };
}

/** A call on an object, or the listing of a bucket. */
export function dataCall(
  account: Account,
  identity: Readonly<Record<string, unknown>>,
  time: number,
  random: Random,
  {
    bucket,
    key,
    ...details
  }: Omit<CallDetails, 'service' | 'request'> & { readonly bucket: string; readonly key?: string },
): Call {
  const arn = `arn:aws:s3:::${bucket}`;
  return call(account, identity, time, random, {
    service: 's3',
    request: {
      bucketName: bucket,
      Host: `${bucket}.s3.${account.region}.amazonaws.com`,
      ...(key !== undefined && { key }),
    },
    ...details,
    more: {
      managementEvent: false,
      eventCategory: 'Data',
      additionalEventData: {
        SignatureVersion: 'SigV4',
        AuthenticationMethod: 'AuthHeader',
        bytesTransferredIn: 0,
        bytesTransferredOut: random.int(200, 90_000),
        'x-amz-id-2': random.text(48),
      },
      resources: [
        ...(key === undefined ? [] : [{ type: 'AWS::S3::Object', ARN: `${arn}/${key}` }]),
        { accountId: account.id, type: 'AWS::S3::Bucket', ARN: arn },
      ],
      ...details.more,
    },
  });
}

/** A sign-in to the console, by a user or by root. A failed one has no error code, only a response element. */
export function signIn(
  account: Account,
  identity: Readonly<Record<string, unknown>>,
  time: number,
  random: Random,
  { from, outcome = 'Success' }: { from: string; outcome?: 'Success' | 'Failure' },
): Call {
  return call(account, identity, time, random, {
    service: 'signin',
    name: 'ConsoleLogin',
    region: 'us-east-1',
    from,
    userAgent: CONSOLE,
    response: { ConsoleLogin: outcome },
    more: {
      readOnly: false,
      eventType: 'AwsConsoleSignIn',
      additionalEventData: {
        LoginTo: 'https://console.aws.amazon.com/console/home',
        MobileVersion: 'No',
        MFAUsed: 'Yes',
      },
      ...(outcome === 'Failure' && { errorMessage: 'Failed authentication' }),
    },
  });
}

/** A user with the long-term key. */
export function userIdentity(account: Account, { name, principalId, accessKeyId }: Person) {
  return { ...signedInUser(account, { name, principalId, accessKeyId }), accessKeyId };
}

/** A user who signs in to the console, without a key. */
export function signedInUser(account: Account, { name, principalId }: Person) {
  return {
    type: 'IAMUser',
    principalId,
    arn: `arn:aws:iam::${account.id}:user/${name}`,
    accountId: account.id,
    userName: name,
  };
}

/** A session of the root user that began at this time, ms since the epoch. */
export function rootIdentity(account: Account, time: number, random: Random) {
  return {
    type: 'Root',
    principalId: account.id,
    arn: `arn:aws:iam::${account.id}:root`,
    accountId: account.id,
    accessKeyId: `ASIA${random.text(16, KEY_CHARACTERS)}`,
    sessionContext: { attributes: { creationDate: iso(time), mfaAuthenticated: 'false' } },
  };
}

/** A session of a role; `random` determines its key, so fork it once for each session. */
export function roleIdentity(
  account: Account,
  role: string,
  session: string,
  time: number,
  random: Random,
  more: object = {},
) {
  // AWS gives no two roles the same id: detection and the console rely on it.
  const principalId = `AROA${createRandom(`${account.id} ${role}`).text(17, KEY_CHARACTERS)}`;
  return {
    type: 'AssumedRole',
    principalId: `${principalId}:${session}`,
    arn: `arn:aws:sts::${account.id}:assumed-role/${role}/${session}`,
    accountId: account.id,
    accessKeyId: `ASIA${random.text(16, KEY_CHARACTERS)}`,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId,
        arn: `arn:aws:iam::${account.id}:role/${role}`,
        accountId: account.id,
        userName: role,
      },
      attributes: { creationDate: iso(time), mfaAuthenticated: 'false' },
      ...more,
    },
  };
}

/** The credentials that an instance gets from its metadata service, renewed every six hours. */
export function instanceIdentity(account: Account, { id, role }: Instance, time: number, random: Random) {
  const name = `${role[0]?.toUpperCase() ?? ''}${role.slice(1)}Instance`;
  return roleIdentity(account, name, id, time, random, { ec2RoleDelivery: '2.0' });
}

export function serviceIdentity(service: string) {
  return { type: 'AWSService', invokedBy: `${service}.amazonaws.com` };
}

/** CloudTrail's times are whole seconds. */
function iso(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

function guid(random: Random): string {
  const hex = random.text(32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}
