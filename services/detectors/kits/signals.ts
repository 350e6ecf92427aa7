import { defineDetector, type AnyDetector, type Example } from '#services/model/detector.ts';
import type { Purpose } from '#services/model/known.ts';
import type { Look } from '#services/model/look.ts';
import { SEVERITY_LABELS, type SeverityLabel } from '#services/model/severity.ts';
import { event, functionSession, iamUser } from '#services/sources/cloudtrail/example.ts';
import { cloudtrail, type CloudTrailRecord, type Parameters } from '#services/sources/cloudtrail/record.ts';
import type { CallDetector } from './call-detector.ts';
import { callerOf } from './access-key.ts';
import { succeeded } from './api-call.ts';
import { isOnBehalf, isRoleAtLarge, knownCaller } from './caller.ts';
import { saysDeploys } from './user-agent.ts';
import { capitalized, enumerated } from './wording.ts';

/**
 * One way to do what a finding type names: calls with the same meaning, and what tells them from other calls of these
 * names.
 */
export interface Signal {
  /** The act in general: "a key was made". */
  readonly means: string;
  readonly severity: SeverityLabel;
  /** `iam` of `iam.amazonaws.com`. */
  readonly service: string;
  readonly calls: readonly string[];
  /** What the caller did, to follow the caller's name in a sentence; undefined where the call means something else. */
  readonly did: (parameters: Parameters, record: CloudTrailRecord) => string | undefined;
  /** A failed attempt counts as well. */
  readonly tried?: true;
  /**
   * Whether deployments do it every day. Then a call by CloudFormation or the like on somebody's behalf is no signal,
   * and that of a pipeline or an orchestrator is Low. A call that opens something to strangers is worth the same, no matter who makes it.
   */
  readonly deployed: boolean;
  /** A purpose that excuses a caller if the owner gave it to them, besides `pipeline` for what deployments do. */
  readonly unless?: Purpose;
  /** Callers who do it as a matter of course: then it is Low. */
  readonly routine?: { readonly means: string; readonly is: (record: CloudTrailRecord) => boolean };
}

interface Options extends CallDetector<'own' | 'about' | 'acrossRegions'> {
  readonly signals: readonly Signal[];
}

/**
 * A detector of changes that are right in one account and the sign of an intruder in another ("Custom Detection Rules
 * in GuardDuty"): each of its signals is a call, with a test of its parameters.
 */
export function defineSignals({ signals, references, falsePositives, ...rest }: Options): AnyDetector {
  const sources = new Set(signals.map(sourceOf));
  const anyTried = signals.some(({ tried }) => tried);
  const seen = (record: CloudTrailRecord) => signals.flatMap((signal) => seenBy(signal, record));
  return defineDetector({
    ...rest,
    from: cloudtrail(...new Set(signals.flatMap(({ calls }) => calls))),
    where: {
      eventSource: (source) => source !== undefined && sources.has(source),
      ...(anyTried ? {} : { errorCode: succeeded }),
    },
    and: (record, look) =>
      signals.some((signal) => !isExcused(signal, record, look) && seenBy(signal, record).length > 0),
    tally: (t) => ({
      acts: t.sample((record) => enumerated(seen(record).map(({ act }) => act))),
      grades: t.distinct((record) =>
        SEVERITY_LABELS.findLast((label) => seen(record).some(({ severity }) => severity === label)),
      ),
    }),
    severity: {
      when: meanings(signals),
      of: ({ tallies: { grades } }) => SEVERITY_LABELS.findLast((label) => grades.values.includes(label)) ?? 'Low',
    },
    isFaint: (record) => seen(record).every(({ severity }) => severity === 'Low'),
    explain: ({ subject, tallies }) => `${capitalized(callerOf(subject.resource))} ${enumerated(tallies.acts)}.`,
    falsePositives: [
      ...falsePositives,
      ...(signals.some(({ deployed }) => deployed)
        ? [
            'Deployments with the key of a person or the role of a machine that `known` in vedette.yaml does not name as a pipeline.',
          ]
        : []),
    ],
    references: rest.own ? references : [CUSTOM_DETECTION_RULES, ...references],
  });
}

const CUSTOM_DETECTION_RULES = {
  title: 'Custom Detection Rules finding types',
  url: 'https://docs.aws.amazon.com/guardduty/latest/ug/findings-custom-detection-rules.html',
};

function sourceOf({ service }: Signal): string {
  return `${service}.amazonaws.com`;
}

/** Whether the owner gave the caller a purpose that excuses the signal. */
function isExcused(
  { deployed, unless }: Signal,
  record: CloudTrailRecord,
  { organization }: Pick<Look, 'organization'>,
): boolean {
  const purposes = [...(deployed ? (['pipeline'] as const) : []), ...(unless === undefined ? [] : [unless])];
  return purposes.some((purpose) => organization.serves(purpose, knownCaller(record), record.time));
}

/**
 * Services that make whatever calls a definition lists, with a role that its author chose: unlike a template, which
 * describes what there should be, it can stop or delete anything ("Integrating services with Step Functions", "Using
 * universal targets in EventBridge Scheduler", "aws:executeAwsApi" of Systems Manager Automation).
 */
const ORCHESTRATORS: ReadonlySet<string> = new Set([
  'states.amazonaws.com',
  'scheduler.amazonaws.com',
  'ssm.amazonaws.com',
]);

interface Seen {
  readonly act: string;
  readonly severity: SeverityLabel;
}

function seenBy(signal: Signal, record: CloudTrailRecord): readonly Seen[] {
  const { calls, did, tried, deployed, routine } = signal;
  const { eventName, eventSource, errorCode, requestParameters = {} } = record;
  if (!calls.includes(eventName) || eventSource !== sourceOf(signal)) return [];
  if (!tried && !succeeded(errorCode)) return [];
  const isRun = ORCHESTRATORS.has(record.userIdentity.invokedBy ?? '');
  if (record.callerKind === 'service' || (deployed && isOnBehalf(record) && !isRun)) return [];
  const act = did(requestParameters, record);
  if (act === undefined) return [];
  const isRoutine = (deployed && (isRun || record.callerKind === 'pipeline')) || (routine?.is(record) ?? false);
  return [{ act, severity: isRoutine ? 'Low' : signal.severity }];
}

/** The meaning of each severity, in the words of the signals that have it. */
function meanings(signals: readonly Signal[]): { readonly [Label in SeverityLabel]?: string } {
  const routine = [
    ...new Set(signals.flatMap(({ routine: { means } = {} }) => means ?? [])),
    ...(signals.some(({ deployed, severity }) => deployed && severity !== 'Low')
      ? ['a pipeline did it, as deployments do, or a state machine, a schedule or an automation']
      : []),
  ];
  return Object.fromEntries(
    SEVERITY_LABELS.flatMap((label) => {
      const phrases = signals.flatMap(({ means, severity }) => (severity === label ? [means] : []));
      const all = label === 'Low' ? [...phrases, ...routine] : phrases;
      return all.length === 0 ? [] : [[label, all.join('; ')]];
    }),
  );
}

/** A signed-in person is less suspicious: such work is done in the console, and attackers mostly steal keys. */
export const AT_WORK: NonNullable<Signal['routine']> = {
  means: 'a signed-in person did it',
  is: ({ callerKind }) => callerKind === 'person',
};

/** Only the key of a user and a role at a public address are suspicious: what thieves have. */
export const ANY_BUT_A_THIEF: NonNullable<Signal['routine']> = {
  means: 'a signed-in person or a role inside did it, or the user agent names an infrastructure-as-code tool',
  is: (record) => (record.callerKind !== 'iam-user' && !isRoleAtLarge(record)) || saysDeploys(record.userAgent),
};

/** A call for examples, by a user with a key unless `overrides` say otherwise. */
export function call(service: string, eventName: string, requestParameters: object | null, overrides: object = {}) {
  const base = {
    eventSource: `${service}.amazonaws.com`,
    eventName,
    readOnly: false,
    userIdentity: iamUser('mallory'),
  };
  return event({ ...base, requestParameters, ...overrides });
}

/** A story of one such call. */
export function called(
  service: string,
  eventName: string,
  requestParameters: object | null,
  overrides: object = {},
): Example {
  return { records: [call(service, eventName, requestParameters, overrides)] };
}

/** Overrides of a call that CloudFormation makes for somebody. */
export const BY_CLOUDFORMATION = {
  userIdentity: { ...iamUser('deployer'), invokedBy: 'cloudformation.amazonaws.com' },
  sourceIPAddress: 'cloudformation.amazonaws.com',
  userAgent: 'cloudformation.amazonaws.com',
} as const;

/** Overrides of a call that a function makes from a network of the account. */
export const BY_FUNCTION = { userIdentity: functionSession(), sourceIPAddress: '10.0.0.7' } as const;

/** Overrides of a call that was refused. */
export const REFUSED = { errorCode: 'AccessDenied', errorMessage: 'Not authorized.' } as const;
