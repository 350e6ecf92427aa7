import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';

/** API names that only look: what an intruder calls first, to learn where the credentials lead. */
export function isReconnaissance(eventName: string | undefined): boolean {
  return (
    eventName !== undefined && /^(Describe|Get|Head|List|Lookup|Search|BatchDescribe|BatchGet)[A-Z]/.test(eventName)
  );
}

/** CloudTrail names the category from event version 1.07 on; earlier trails hold management events unless told otherwise. */
export function isManagementCategory(eventCategory: string | undefined): boolean {
  return eventCategory === undefined || eventCategory === 'Management';
}

/** Success of a call is the absence of an error code. */
export function succeeded(errorCode: string | undefined): boolean {
  return errorCode === undefined;
}

/** A sign-in fails without an error code: `responseElements` says so ("AWS Management Console sign-in events"). */
export function signedIn(record: CloudTrailRecord): boolean {
  return record.errorCode === undefined && record.responseElements?.['ConsoleLogin'] === 'Success';
}

/** Flags in request parameters are booleans, or text after some exports. Anything else, above all absence, says nothing. */
export function isFalse(parameter: unknown): boolean {
  return parameter === false || parameter === 'false';
}
