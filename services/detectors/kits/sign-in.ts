import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';

/**
 * Whether the record is of the sign-in service: not an API call, but a step on the way into the account, or a change of
 * what that way requires ("AWS Management Console sign-in events", "IAM Identity Center sign-in events"). Identity
 * Center records its own events as a service, and long did so under its own name.
 */
export function isSignIn({ eventSource, eventType }: CloudTrailRecord): boolean {
  return (
    eventSource === 'signin.amazonaws.com' ||
    eventType === 'AwsConsoleSignIn' ||
    (eventType === 'AwsServiceEvent' && IDENTITY_CENTER.has(eventSource))
  );
}

const IDENTITY_CENTER = new Set(['sso.amazonaws.com', 'sso-directory.amazonaws.com']);

/**
 * Whether a record of the sign-in service shows that credentials were used: it succeeded, and nobody comes so far
 * without credentials. A sign-in fails without an error code: a member by the name of the event says how it ended, in
 * one of three places.
 */
export function signedIn(record: CloudTrailRecord): boolean {
  const { eventName, errorCode, errorMessage, responseElements, serviceEventDetails, additionalEventData } = record;
  if (ASKED.test(eventName) || errorCode !== undefined) return false;
  const outcome = [responseElements, serviceEventDetails, additionalEventData]
    .map((member) => member?.[eventName])
    .find((said) => said !== undefined && said !== null);
  return outcome === undefined
    ? errorMessage === undefined && eventName !== 'ConsoleLogin'
    : /^success$/i.test(String(outcome));
}

/**
 * Steps that anybody may request who knows a name: a new password, the question for the second factor. The request
 * succeeds.
 */
const ASKED = /Requested$|Challenge$|^CheckMfa$/;

/** Whether the record shows credentials in use: any API call does, but not every attempt at the sign-in page. */
export function usesCredentials(record: CloudTrailRecord): boolean {
  return !isSignIn(record) || signedIn(record);
}
