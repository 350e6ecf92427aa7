import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';

/**
 * Whether an API name says that the call only reads. Intruders make such calls first, to learn where the credentials
 * lead.
 */
export function isReconnaissance(eventName: string | undefined): boolean {
  return (
    eventName !== undefined && /^(Describe|Get|Head|List|Lookup|Search|BatchDescribe|BatchGet)[A-Z]/.test(eventName)
  );
}

/**
 * Whether a call only reads. CloudTrail marks every call `readOnly` that changes nothing in the account, even one that
 * hands out credentials or secrets; such a call gives its caller something and does not count as reading here. Old
 * records lack the mark: then the name decides.
 */
export function onlyLooks(record: Pick<CloudTrailRecord, 'eventName' | 'readOnly' | 'requestParameters'>): boolean {
  return !handsOutSecrets(record) && (record.readOnly ?? isReconnaissance(record.eventName));
}

/**
 * Whether the answer of a call is a credential or a secret: of STS and of services that give sessions (`AssumeRole`,
 * `GetFederationToken`, `GetRoleCredentials`), registries (`GetAuthorizationToken`), databases
 * (`GetClusterCredentials`), secrets and passwords. `Decrypt` of KMS hands the plaintext to a direct caller; where a
 * service decrypts for its caller, the call comes from the service.
 */
function handsOutSecrets({
  eventName,
  requestParameters,
}: Pick<CloudTrailRecord, 'eventName' | 'requestParameters'>): boolean {
  // A secret parameter comes encrypted unless the call asks for decryption.
  if (/^GetParameter(s|sByPath|History)?$/.test(eventName)) return isTrue(requestParameters?.['withDecryption']);
  // Likewise, keys of API Gateway come without their value unless the call asks for it.
  if (eventName === 'GetApiKey') return isTrue(requestParameters?.['includeValue']);
  if (eventName === 'GetApiKeys') return isTrue(requestParameters?.['includeValues']);
  return HANDS_OUT.test(eventName) && eventName !== 'GetRandomPassword';
}

const HANDS_OUT = new RegExp(
  [
    '^Assume[A-Za-z]*Role',
    '^AssumeRoot$',
    '^Create(OAuth2)?(Token|Session)(WithIAM)?$',
    '^(Batch)?(Get|Create|Download|Generate|Retrieve|Exchange|Issue)[A-Za-z0-9]*(Credentials?|Tokens?)((For|With|Using)[A-Za-z0-9]+)?$',
    '^(Batch)?(Get|Download|Generate|Retrieve)[A-Za-z0-9]*(Password(Data)?|SecretValues?|PrivateKey|KeyPair|AccessDetails|(Data|Instance|Compute)Access)$',
    '^ExportCertificate$',
    '^Decrypt$',
    '^GenerateDataKey(Pair)?$',
    '^DeriveSharedSecret$',
  ].join('|'),
);

/**
 * CloudTrail writes the category from event version 1.07 on; earlier trails hold management events unless configured
 * otherwise.
 */
export function isManagementCategory(eventCategory: string | undefined): boolean {
  return eventCategory === undefined || eventCategory === 'Management';
}

/** A call succeeded if its record has no error code. */
export function succeeded(errorCode: string | undefined): boolean {
  return errorCode === undefined;
}

/**
 * Whether the caller made the call, not a service on the caller's behalf. Older records name the console as such a
 * service, but what a person does in the console is the person's own act.
 */
export function isByCaller(invokedBy: string | undefined): boolean {
  return invokedBy === undefined || invokedBy === 'signin.amazonaws.com';
}

/**
 * Flags in request parameters are booleans, or text after some exports. Other values, above all absence, say nothing.
 */
export function isFalse(parameter: unknown): boolean {
  return parameter === false || (typeof parameter === 'string' && /^false$/i.test(parameter));
}

export function isTrue(parameter: unknown): boolean {
  return parameter === true || (typeof parameter === 'string' && /^true$/i.test(parameter));
}

/** Whether the account lacked the quota, or is too new to start anything; a caller who calls too often does not count. */
export function isOverQuota(errorCode: string | undefined): boolean {
  return errorCode !== undefined && OVER_QUOTA.test(errorCode);
}

const OVER_QUOTA = /(?<!Request|Bandwidth)LimitExceeded|QuotaExceeded|MaxSpotInstanceCountExceeded|PendingVerification/;

/** Whether the caller lacked permission: services spell the error code differently. */
export function isRefusal(errorCode: string | undefined): boolean {
  return errorCode !== undefined && /AccessDenied|UnauthorizedOperation|NotAuthorized/i.test(errorCode);
}
