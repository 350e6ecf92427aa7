import { BUCKET_MADE_PUBLIC } from '../formats/findings.ts';

/** A path of each page of the console. */
export const PAGES = [
  '/',
  '/findings?severity=high',
  '/findings?group=type',
  `/findings/${BUCKET_MADE_PUBLIC.id}`,
  '/accounts',
  '/accounts/111122223333',
  '/detectors',
  '/detectors/Policy:S3/BucketAnonymousAccessGranted',
  '/suppression',
  '/suppression/new',
  '/deliveries',
  '/tokens',
  '/enrolment',
  '/settings',
  '/lists',
  '/audit',
];
