import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';

/** API names that only look: what an intruder calls first, to learn where the credentials lead. */
export function isReconnaissance(eventName: string | undefined): boolean {
  return (
    eventName !== undefined && /^(Describe|Get|Head|List|Lookup|Search|BatchDescribe|BatchGet)[A-Z]/.test(eventName)
  );
}

/**
 * Whether a call only looks, whatever it finds. CloudTrail marks a call `readOnly` that changes nothing in the account,
 * and so marks those that hand out credentials or secrets: who makes them has something afterwards. Old records lack
 * the mark: then the name decides.
 */
export function onlyLooks(record: Pick<CloudTrailRecord, 'eventName' | 'readOnly' | 'requestParameters'>): boolean {
  return !handsOutSecrets(record) && (record.readOnly ?? isReconnaissance(record.eventName));
}

/**
 * Whether the answer of a call is a credential or a secret: of STS and of services that give sessions (`AssumeRole`,
 * `GetFederationToken`, `GetRoleCredentials`), registries (`GetAuthorizationToken`), databases (`GetClusterCredentials`),
 * secrets and passwords. A key of KMS hands its plaintext to whoever calls by himself; what a service decrypts for its
 * caller comes from the service.
 */
function handsOutSecrets({
  eventName,
  requestParameters,
}: Pick<CloudTrailRecord, 'eventName' | 'requestParameters'>): boolean {
  // A parameter is a secret where it is stored as one, and then it comes encrypted unless somebody asks for it plain.
  if (/^GetParameter(s|sByPath|History)?$/.test(eventName)) return isTrue(requestParameters?.['withDecryption']);
  // So it is with the keys of API Gateway.
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

/** CloudTrail names the category from event version 1.07 on; earlier trails hold management events unless told otherwise. */
export function isManagementCategory(eventCategory: string | undefined): boolean {
  return eventCategory === undefined || eventCategory === 'Management';
}

/** Success of a call is the absence of an error code. */
export function succeeded(errorCode: string | undefined): boolean {
  return errorCode === undefined;
}

/**
 * Whether the caller made the call, not a service on the caller's behalf. In older records the console is named as one,
 * and what a person does there is the person's doing.
 */
export function isByCaller(invokedBy: string | undefined): boolean {
  return invokedBy === undefined || invokedBy === 'signin.amazonaws.com';
}

/** Flags in request parameters are booleans, or text after some exports. Anything else, above all absence, says nothing. */
export function isFalse(parameter: unknown): boolean {
  return parameter === false || (typeof parameter === 'string' && /^false$/i.test(parameter));
}

export function isTrue(parameter: unknown): boolean {
  return parameter === true || (typeof parameter === 'string' && /^true$/i.test(parameter));
}

/** Whether the caller was not allowed to: services spell it differently. */
export function isRefusal(errorCode: string | undefined): boolean {
  return errorCode !== undefined && /AccessDenied|UnauthorizedOperation|NotAuthorized/i.test(errorCode);
}
