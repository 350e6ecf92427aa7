/**
 * The members of a finding's outline, which is what lists show: all but the action, the evidence and the details of the
 * resource, which are most of a finding. Every finding has each of these members.
 */
export const OUTLINE_MEMBERS = [
  'schemaVersion',
  'id',
  'arn',
  'type',
  'accountId',
  'region',
  'partition',
  'severity',
  'title',
  'description',
  'createdAt',
  'updatedAt',
  'resource.id',
  'resource.resourceType',
  'service.serviceName',
  'service.detectorId',
  'service.resourceRole',
  'service.count',
  'service.eventFirstSeen',
  'service.eventLastSeen',
] as const;
