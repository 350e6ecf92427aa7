import type { AdvancedEventSelector, EventSelector } from '@aws-sdk/client-cloudtrail';

/**
 * Services whose many events CloudTrail lets an owner leave out ("Logging management events", AWS CloudTrail User
 * Guide).
 */
const USUALLY_LEFT_OUT: ReadonlySet<string> = new Set(['kms.amazonaws.com', 'rdsdata.amazonaws.com']);

/** The management events that one selector includes. */
interface Taken {
  readonly reads: boolean;
  readonly writes: boolean;
  /** The events it excludes from these, in words. */
  readonly without: string | undefined;
}

/**
 * The management events that a trail leaves out, in words; undefined where it includes all of them, or where that is
 * unknown. Data events are the owner's choice, and are not mentioned.
 */
export function omittedEvents(
  selectors: readonly EventSelector[],
  advanced: readonly AdvancedEventSelector[],
): string | undefined {
  if (selectors.length + advanced.length === 0) return undefined;
  const taken = [...selectors.flatMap(takenBy), ...advanced.flatMap(takenByAdvanced)];
  if (taken.length === 0) return 'all management events';
  const whole = taken.filter(({ without }) => without === undefined);
  const [reads, writes] = [whole.some((each) => each.reads), whole.some((each) => each.writes)];
  if (reads && writes) return undefined;
  const partly = taken.find(({ without }) => without !== undefined)?.without;
  if (partly !== undefined) return partly;
  return reads ? 'management events that change something' : 'management events that only read';
}

function takenBy({
  IncludeManagementEvents = true,
  ReadWriteType = 'All',
  ExcludeManagementEventSources = [],
}: EventSelector): readonly Taken[] {
  if (!IncludeManagementEvents) return [];
  return [
    {
      reads: ReadWriteType !== 'WriteOnly',
      writes: ReadWriteType !== 'ReadOnly',
      without: sourcesLeftOut(ExcludeManagementEventSources),
    },
  ];
}

function takenByAdvanced({ FieldSelectors = [] }: AdvancedEventSelector): readonly Taken[] {
  const isOfManagement = FieldSelectors.some(
    ({ Field, Equals = [] }) => Field === 'eventCategory' && Equals.includes('Management'),
  );
  if (!isOfManagement) return [];
  const readOnly = FieldSelectors.find(({ Field }) => Field === 'readOnly')?.Equals ?? ['true', 'false'];
  const narrowing = FieldSelectors.filter(({ Field }) => Field !== 'eventCategory' && Field !== 'readOnly');
  const excluded = narrowing.flatMap(({ Field, NotEquals = [] }) => (Field === 'eventSource' ? NotEquals : []));
  const isNarrowedOtherwise = narrowing.some(
    ({ Field, NotEquals = [], Equals, StartsWith, EndsWith, NotStartsWith, NotEndsWith }) =>
      Field !== 'eventSource' ||
      NotEquals.length === 0 ||
      [Equals, StartsWith, EndsWith, NotStartsWith, NotEndsWith].some((values) => (values?.length ?? 0) > 0),
  );
  return [
    {
      reads: readOnly.includes('true'),
      writes: readOnly.includes('false'),
      without: isNarrowedOtherwise ? 'some management events' : sourcesLeftOut(excluded),
    },
  ];
}

function sourcesLeftOut(sources: readonly string[]): string | undefined {
  const unusual = sources.filter((source) => !USUALLY_LEFT_OUT.has(source));
  return unusual.length === 0 ? undefined : `management events of ${unusual.join(', ')}`;
}
