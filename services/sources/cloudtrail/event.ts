import { textOf } from '#services/reader/reference.ts';
import type { JsonRow } from '../json-row.ts';
import { isPlain, parseJson } from '../plain.ts';
import { CALLER_KINDS, type CallerKind } from './caller-kind.ts';
import type { CloudTrailRecord, Parameters, UserIdentity } from './record.ts';

/**
 * Members that conditions on whole records read in many records, so each is worth a column. A column with a different
 * value in each record costs as much as parsing the member in one record of ten, and there are fewer hits than that.
 */
export const EVENT_TEXTS = [
  // The members that determine the kind of caller have few values.
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

/** Members that are read on a hit. */
export const EVENT_MEMBERS = [
  'eventID',
  'userIdentity',
  'requestParameters',
  'requestParameters.key',
  'responseElements',
  'resources',
] as const;

/** Precedes the account in the ARN of the session that a key is for. */
const STS_ARN = ':sts::';
const CREDENTIALS = /^\{"credentials":\{"accessKeyId":"([A-Z0-9]+)",/;

const KINDS: ReadonlyMap<string | undefined, CallerKind> = new Map(CALLER_KINDS.map((kind) => [kind, kind]));

function idOf(credentials: unknown): string | undefined {
  const id = isPlain(credentials) ? credentials['accessKeyId'] : undefined;
  return typeof id === 'string' && id !== '' ? id : undefined;
}

/**
 * The event of a row. A member that is not of its documented type counts as absent: callers write parts of their
 * events, and one odd member must not hide the others.
 */
export class CloudTrailEvent implements CloudTrailRecord {
  readonly userIdentity: UserIdentity;
  readonly #row: JsonRow;

  constructor(row: JsonRow) {
    this.#row = row;
    this.userIdentity = new Caller(row);
  }

  /** An event that corrects an earlier one ("CloudTrail record contents", `addendum`) has the id of that one. */
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
  /** Whether the request or the reply may contain the name or pattern: the test costs a fraction of parsing. */
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
    // Records have many replies, and few of them are needed in full. In AWS's usual form the key is read without
    // parsing.
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
  /**
   * AWS writes "AWS Internal" or a service's name when no customer's endpoint was involved ("CloudTrail record
   * contents").
   */
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

/** The caller's account, if it is one: calls of anonymous callers have `anonymous` or `ANONYMOUS_PRINCIPAL` there. */
export function accountOf(identity: Pick<UserIdentity, 'accountId'>): string | undefined {
  return identity.accountId !== undefined && /^\d{12}$/.test(identity.accountId) ? identity.accountId : undefined;
}

/** The caller. Its members are read lazily: most records need one or two of them. */
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
  /** AWS hides a name that may be a password typed into the wrong field; such a placeholder is no name. */
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

/** Re-exported events have booleans as text. */
function truthOf(text: string | undefined): boolean | undefined {
  return text === 'true' ? true : text === 'false' ? false : undefined;
}
