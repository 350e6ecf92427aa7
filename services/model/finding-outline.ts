/**
 * The members of a finding's outline, which is what lists show. It lacks the action, the evidence and the details of the
 * resource, which are most of a finding. Every finding has each of these members.
 */
export const OUTLINE_MEMBERS = [
  'id',
  'type',
  'accountId',
  'region',
  'severity',
  'title',
  'description',
  'createdAt',
  'updatedAt',
  'resource.id',
  'resource.resourceType',
  'service.resourceRole',
  'service.count',
  'service.eventFirstSeen',
  'service.eventLastSeen',
] as const;
