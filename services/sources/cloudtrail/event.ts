import { textOf } from '#services/reader/reference.ts';
import type { JsonRow } from '../json-row.ts';
import { isPlain, parseJson } from '../plain.ts';
import { CALLER_KINDS, type CallerKind } from './caller-kind.ts';
import type { CloudTrailRecord, Parameters, UserIdentity } from './record.ts';

/**
 * What conditions on whole records ask of many: worth a column each. A column of what differs from record to record costs
 * as much as parsing it would for one record in ten, and hits are fewer.
 */
export const EVENT_TEXTS = [
  // What tells the kind of the caller has few values.
  'eventType',
  'sessionCredentialFromConsole',
  'userIdentity.type',
  'userIdentity.invokedBy',
  'userIdentity.accessKeyId',
  'userIdentity.inScopeOf.issuerType',
  'userIdentity.sessionContext.sessionIssuer.arn',
  'userIdentity.sessionContext.webIdFederationData.federatedProvider',
  'userIdentity.principalId',
  'userIdentity.sessionContext.ec2RoleDelivery',
  'vpcEndpointId',
  // Nearly every data event names one, and there are few.
  'requestParameters.bucketName',
  'addendum.reason',
  'addendum.originalEventID',
] as const;

/** What hits are asked for. */
export const EVENT_MEMBERS = [
  'eventID',
  'userIdentity',
  'requestParameters',
  'requestParameters.key',
  'responseElements',
  'resources',
] as const;

/** Of the session that a key is for, up to its account. */
const STS_ARN = ':sts::';
const CREDENTIALS = /^\{"credentials":\{"accessKeyId":"([A-Z0-9]+)",/;

const KINDS: ReadonlyMap<string | undefined, CallerKind> = new Map(CALLER_KINDS.map((kind) => [kind, kind]));

function idOf(credentials: unknown): string | undefined {
  const id = isPlain(credentials) ? credentials['accessKeyId'] : undefined;
  return typeof id === 'string' && id !== '' ? id : undefined;
}

/**
 * The event of a row. Whatever is not of the type that AWS documents is absent: callers write parts of their events, and
 * one odd member must not hide the others.
 */
export class CloudTrailEvent implements CloudTrailRecord {
  readonly userIdentity: UserIdentity;
  readonly #row: JsonRow;

  constructor(row: JsonRow) {
    this.#row = row;
    this.userIdentity = new Caller(row);
  }

  /** An event that corrects an earlier one ("CloudTrail record contents", `addendum`) is that one, told again. */
  get id(): string | undefined {
    const corrects = this.#row.text('addendum.reason') === 'UPDATED_DATA';
    return (corrects ? this.#row.text('addendum.originalEventID') : undefined) ?? this.#row.text('eventID');
  }
  get time(): number {
    return this.#row.time;
  }
  get accountId(): string {
    return this.#row.accountId;
  }
  get region(): string {
    return this.#row.region;
  }
  get eventName(): string {
    return this.#row.text('eventName') ?? '';
  }
  get eventSource(): string {
    return this.#row.text('eventSource') ?? '';
  }
  get eventType(): string | undefined {
    return this.#row.text('eventType');
  }
  get eventCategory(): string | undefined {
    return this.#row.text('eventCategory');
  }
  get readOnly(): boolean | undefined {
    return truthOf(this.#row.text('readOnly'));
  }
  get managementEvent(): boolean | undefined {
    return truthOf(this.#row.text('managementEvent'));
  }
  get sourceIPAddress(): string | undefined {
    return this.#row.text('sourceIPAddress');
  }
  get userAgent(): string | undefined {
    return this.#row.text('userAgent');
  }
  get errorCode(): string | undefined {
    return this.#row.text('errorCode');
  }
  get errorMessage(): string | undefined {
    return this.#row.text('errorMessage');
  }
  get requestParameters(): Parameters | undefined {
    return this.#parameters('requestParameters');
  }
  /** Whether what the name or pattern says may stand in the request or the reply: to look takes a fraction of parsing it. */
  mayHave(name: string | RegExp, within: 'requestParameters' | 'responseElements'): boolean {
    return this.#row.mayHave(name, within);
  }
  get isRequestText(): boolean {
    return this.#row.part('requestParameters')?.startsWith('"') ?? false;
  }
  get bucketName(): string | undefined {
    return this.#row.text('requestParameters.bucketName') ?? this.#inText('bucketName');
  }
  get objectKey(): string | undefined {
    const key = this.#row.value('requestParameters.key');
    return typeof key === 'string' ? key : this.#inText('key');
  }
  get responseElements(): Parameters | undefined {
    return this.#parameters('responseElements');
  }
  get issuedKey(): string | undefined {
    const text = this.#row.part('responseElements');
    if (text === undefined) return undefined;
    const taken = text.indexOf(STS_ARN);
    if (taken >= 0 && !text.startsWith(this.accountId, taken + STS_ARN.length)) return undefined;
    // There are many, and few that anybody asks more of: as AWS writes them, they are not parsed.
    const [, id] = CREDENTIALS.exec(text) ?? [];
    return id ?? idOf(this.responseElements?.['credentials']);
  }
  get additionalEventData(): Parameters | undefined {
    return this.#parameters('additionalEventData');
  }
  get serviceEventDetails(): Parameters | undefined {
    return this.#parameters('serviceEventDetails');
  }
  get resources(): CloudTrailRecord['resources'] {
    return this.#row
      .all('resources[]')
      .filter(isPlain)
      .map((resource) => ({
        ARN: textOf(resource, ['ARN']) || undefined,
        accountId: textOf(resource, ['accountId']) || undefined,
        type: textOf(resource, ['type']) || undefined,
      }));
  }
  /** AWS writes "AWS Internal" or a service's name where there was no endpoint of anybody's ("CloudTrail record contents"). */
  get vpcEndpointId(): string | undefined {
    const id = this.#row.text('vpcEndpointId');
    return id?.startsWith('vpce-') ? id : undefined;
  }
  get vpcEndpointAccountId(): string | undefined {
    return this.#row.text('vpcEndpointAccountId');
  }
  get isFromConsole(): boolean {
    return this.#row.text('sessionCredentialFromConsole') === 'true';
  }
  get callerKind(): CallerKind {
    return KINDS.get(this.#row.text('callerKind')) ?? 'unknown';
  }
  get holder(): CloudTrailRecord['holder'] {
    const holder = this.#row.text('holder');
    return holder === 'instance' || holder === 'resource' ? holder : undefined;
  }
  get sharedEventID(): string | undefined {
    return this.#row.text('sharedEventID');
  }
  get recipientAccountId(): string | undefined {
    return this.#row.text('recipientAccountId');
  }

  /** A parameter of a request that is a text. */
  #inText(name: string): string | undefined {
    const value = this.isRequestText ? this.requestParameters?.[name] : undefined;
    return typeof value === 'string' ? value : undefined;
  }

  #parameters(name: string): Parameters | undefined {
    const value = this.#row.value(name);
    // Exports to tables write nested JSON as text.
    const opened = typeof value === 'string' && value.startsWith('{') ? parseJson(value) : value;
    return isPlain(opened) ? opened : undefined;
  }
}

/** The account of a caller, if it is one: calls of anonymous callers say `anonymous` or `ANONYMOUS_PRINCIPAL`. */
export function accountOf(identity: Pick<UserIdentity, 'accountId'>): string | undefined {
  return identity.accountId !== undefined && /^\d{12}$/.test(identity.accountId) ? identity.accountId : undefined;
}

/** Who called: a record is asked for one or two of these, seldom for all. */
class Caller implements UserIdentity {
  readonly sessionContext: UserIdentity['sessionContext'];
  readonly #row: JsonRow;

  constructor(row: JsonRow) {
    this.#row = row;
    this.sessionContext = new Session(row);
  }

  get type(): string | undefined {
    return this.#row.text('userIdentity.type');
  }
  get principalId(): string | undefined {
    return this.#row.text('userIdentity.principalId');
  }
  get arn(): string | undefined {
    return this.#row.text('userIdentity.arn');
  }
  get accountId(): string | undefined {
    return this.#row.text('userIdentity.accountId');
  }
  get accessKeyId(): string | undefined {
    return this.#row.text('userIdentity.accessKeyId');
  }
  /** A name that AWS keeps to itself, for it may be a password typed into the wrong field, names nobody. */
  get userName(): string | undefined {
    const name = this.#row.text('userIdentity.userName');
    return name === 'HIDDEN_DUE_TO_SECURITY_REASONS' ? undefined : name;
  }
  get invokedBy(): string | undefined {
    return this.#row.text('userIdentity.invokedBy');
  }
  get onBehalfOf(): UserIdentity['onBehalfOf'] {
    return { userId: this.#row.text('userIdentity.onBehalfOf.userId') };
  }
  get credentialId(): string | undefined {
    return this.#row.text('userIdentity.credentialId');
  }
  get inScopeOf(): UserIdentity['inScopeOf'] {
    return new Scope(this.#row);
  }
}

class Session {
  readonly #row: JsonRow;

  constructor(row: JsonRow) {
    this.#row = row;
  }

  get sessionIssuer(): UserIdentity['sessionContext']['sessionIssuer'] {
    return new Issuer(this.#row);
  }
  get webIdFederationData(): UserIdentity['sessionContext']['webIdFederationData'] {
    return {
      federatedProvider: this.#row.text('userIdentity.sessionContext.webIdFederationData.federatedProvider'),
    };
  }
  get ec2RoleDelivery(): string | undefined {
    return this.#row.text('userIdentity.sessionContext.ec2RoleDelivery');
  }
  get assumedRoot(): string | undefined {
    return this.#row.text('userIdentity.sessionContext.assumedRoot');
  }
}

class Scope {
  readonly #row: JsonRow;

  constructor(row: JsonRow) {
    this.#row = row;
  }

  get issuerType(): string | undefined {
    return this.#row.text('userIdentity.inScopeOf.issuerType');
  }
  get credentialsIssuedTo(): string | undefined {
    return this.#row.text('userIdentity.inScopeOf.credentialsIssuedTo');
  }
}

class Issuer {
  readonly #row: JsonRow;

  constructor(row: JsonRow) {
    this.#row = row;
  }

  get userName(): string | undefined {
    return this.#row.text('userIdentity.sessionContext.sessionIssuer.userName');
  }
  get arn(): string | undefined {
    return this.#row.text('userIdentity.sessionContext.sessionIssuer.arn');
  }
  get accountId(): string | undefined {
    return this.#row.text('userIdentity.sessionContext.sessionIssuer.accountId');
  }
}

/** Re-exported events hold booleans as text. */
function truthOf(text: string | undefined): boolean | undefined {
  return text === 'true' ? true : text === 'false' ? false : undefined;
}
