import type { CloudTrailRecord } from '#services/sources/cloudtrail/record.ts';
import { z } from 'zod';
import { isFalse } from './api-call.ts';

type TrailCall = Pick<CloudTrailRecord, 'eventName' | 'requestParameters'>;

const Selectors = z.object({
  eventSelectors: z.array(
    z.object({
      includeManagementEvents: z.unknown(),
      readWriteType: z.string().catch('All'),
    }),
  ),
});
const AdvancedSelectors = z.object({
  advancedEventSelectors: z.array(
    z.object({ fieldSelectors: z.array(z.object({ field: z.string(), equals: z.array(z.string()).catch([]) })) }),
  ),
});

/**
 * The logging that a call stops, in words; empty where it stops none. Only the values in a request count: absent
 * parameters may have been left out of a large record, and keep their value.
 */
export function lostLogging({ eventName, requestParameters = {} }: TrailCall): readonly string[] {
  const log = nameOf(requestParameters);
  switch (eventName) {
    case 'StopLogging':
      return [`logging of ${log} stopped`];
    case 'StopEventDataStoreIngestion':
      return [`ingestion of ${log} stopped`];
    case 'DeleteTrail':
    case 'DeleteEventDataStore':
      return [`deletion of ${log}`];
    case 'UpdateTrail':
      return [
        ...(isFalse(requestParameters['isMultiRegionTrail']) ? [`one Region only of ${log}`] : []),
        ...(isFalse(requestParameters['includeGlobalServiceEvents']) ? [`no events of global services of ${log}`] : []),
        ...(isFalse(requestParameters['isOrganizationTrail']) && !restatesAll(requestParameters)
          ? [`no member accounts of ${log}`]
          : []),
      ];
    case 'UpdateEventDataStore':
      return [
        ...(isFalse(requestParameters['multiRegionEnabled']) ? [`one Region only of ${log}`] : []),
        ...(isFalse(requestParameters['organizationEnabled']) ? [`no member accounts of ${log}`] : []),
        ...unselectedOf(requestParameters),
      ];
    case 'DisableAWSServiceAccess':
      return requestParameters['servicePrincipal'] === 'cloudtrail.amazonaws.com'
        ? ['no member accounts of the organization’s trails']
        : [];
    default:
      return unselectedOf(requestParameters);
  }
}

/**
 * Whether the request restates all settings, as the console does with every change of a trail. Then it changes nothing
 * by saying that the trail is not an organization's.
 */
export function restatesAll(parameters: Readonly<Record<string, unknown>>): boolean {
  return ['s3BucketName', 'includeGlobalServiceEvents', 'isMultiRegionTrail', 'enableLogFileValidation'].every(
    (name) => parameters[name] !== undefined && parameters[name] !== null,
  );
}

function unselectedOf(parameters: Readonly<Record<string, unknown>>): readonly string[] {
  return unselected(selectedManagementEvents(parameters)).map((events) => `no ${events} of ${nameOf(parameters)}`);
}

/** Names a trail, or an event data store of CloudTrail Lake, by its name or the end of its ARN. */
export function nameOf({ name, trailName, eventDataStore }: Readonly<Record<string, unknown>>): string {
  const trail = name ?? trailName;
  if (typeof trail === 'string') return `trail ${trail.slice(trail.lastIndexOf('/') + 1)}`;
  return typeof eventDataStore === 'string'
    ? `event data store ${eventDataStore.slice(eventDataStore.lastIndexOf('/') + 1)}`
    : 'trail (not named)';
}

interface Selected {
  readonly reads: boolean;
  readonly writes: boolean;
}

/**
 * The management events that all selectors of a request cover together; undefined when it has none. Leaving out key
 * management and the RDS Data API is no loss: AWS offers it to save money, and nothing else can be left out.
 */
function selectedManagementEvents(parameters: Readonly<Record<string, unknown>>): Selected | undefined {
  const basic = Selectors.safeParse(parameters).data?.eventSelectors.map(
    ({ includeManagementEvents, readWriteType }): Selected => ({
      reads: !isFalse(includeManagementEvents) && readWriteType !== 'WriteOnly',
      writes: !isFalse(includeManagementEvents) && readWriteType !== 'ReadOnly',
    }),
  );
  const advanced = AdvancedSelectors.safeParse(parameters).data?.advancedEventSelectors.map(
    ({ fieldSelectors }): Selected => {
      const equals = (field: string) => fieldSelectors.find((selector) => selector.field === field)?.equals;
      const taken = equals('eventCategory')?.includes('Management') ?? false;
      const readOnly = equals('readOnly');
      return {
        reads: taken && (readOnly?.includes('true') ?? true),
        writes: taken && (readOnly?.includes('false') ?? true),
      };
    },
  );
  const selectors = [...(basic ?? []), ...(advanced ?? [])];
  if (selectors.length === 0) return undefined;
  return { reads: selectors.some(({ reads }) => reads), writes: selectors.some(({ writes }) => writes) };
}

function unselected(selected: Selected | undefined): readonly string[] {
  if (selected === undefined) return [];
  if (!selected.reads && !selected.writes) return ['management events'];
  return [...(selected.reads ? [] : ['reading calls']), ...(selected.writes ? [] : ['changing calls'])];
}
