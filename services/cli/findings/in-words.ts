import { ACTION_KINDS } from '#services/actions/index.ts';
import { kindOf } from '#services/model/action-kind.ts';
import type { AnyDetector } from '#services/model/detector.ts';
import { severityInContext, type Finding } from '#services/model/finding.ts';
import { inert } from '#services/model/inert.ts';
import { counted, number } from '#services/model/numbers.ts';
import { detailsOf, remarksOf } from '#services/model/resource-kind.ts';
import { severityLabel } from '#services/model/severity.ts';
import type { Resource } from '#services/model/subject.ts';
import { RESOURCE_KINDS } from '#services/resources/index.ts';
import { Painted, type Line } from '../line.ts';
import { cut } from '../width.ts';
import type { Related } from './finding-source.ts';

/** Tallies may hold twenty long names; the JSON formats show them in full. */
const TALLY_MAX = 200;
/** How many of a finding's records are listed; other formats list all. */
const ORIGINS_SHOWN = 10;

/** A finding for people: the event, the records that led to it, what else was found, and what to do. */
export function inWords(
  finding: Finding,
  detector: AnyDetector | undefined,
  related: readonly Related[] = [],
): readonly Line[] {
  const { service, resource } = finding;
  const { origins, threatIntelligenceDetails } = service.evidence;
  const { kind, details } = kindOf(ACTION_KINDS, service.action);
  return [
    new Painted('bold', finding.title),
    finding.description,
    ...remarksOf(RESOURCE_KINDS, resource),
    '',
    `Severity   ${severityWords(finding)}`,
    ...dispositionWords(finding),
    `Type       ${finding.type}`,
    `Account    ${finding.accountId}, ${finding.region}`,
    `Resource   ${resource.id} (${resource.resourceType}, ${service.resourceRole.toLowerCase()})`,
    ...resourceWords(resource).map((words, index) => `${index === 0 ? 'Summary    ' : '           '}${words}`),
    `Last       ${kind.words(details)}`,
    `Seen       ${counted(service.count, 'time')} from ${service.eventFirstSeen} to ${service.eventLastSeen}`,
    `Updated    ${finding.updatedAt}`,
    ...threatIntelligenceDetails.map(
      ({ threatListName, threatNames }) => `On list    ${threatListName}: ${threatNames.join(', ')}`,
    ),
    ...section('Records that led to it', [
      ...origins
        .slice(0, ORIGINS_SHOWN)
        .map(({ object, position, id, time }) => `${time}  ${object} at ${position}${id === null ? '' : `  ${id}`}`),
      ...(origins.length > ORIGINS_SHOWN
        ? [`and ${number(origins.length - ORIGINS_SHOWN)} more (--format=finding)`]
        : []),
    ]),
    ...section(
      'What was counted',
      Object.entries(service.evidence.tallies).map(([name, value]) =>
        cut(inert(`${name}: ${JSON.stringify(value)}`), TALLY_MAX),
      ),
    ),
    ...related.flatMap(relatedWords),
    ...section(
      'What to do',
      (detector?.respond ?? []).map((step, index) => `${index + 1}. ${step}`),
    ),
    ...section('Known false positives', detector?.falsePositives ?? []),
    ...section('Blind spots', detector?.blindTo ?? []),
  ];
}

/** GuardDuty's severity, and the owner's own rating where it differs. */
function severityWords(finding: Finding): string {
  const { severity, disposition } = finding;
  const said = `${severityLabel(severity)} (${severity})`;
  const rated = severityInContext(finding);
  if (rated === severity) return said;
  return `${severityLabel(rated)} (${rated}), for GuardDuty ${said}: ${inert(disposition.ratedBecause ?? '')}`;
}

/** The status and who set it; nothing for a finding that nobody dealt with. */
function dispositionWords({ disposition: { status, closedBy, assignee } }: Finding): readonly Line[] {
  const hand = assignee === undefined ? [] : [`Assigned   ${inert(assignee)}`];
  if (closedBy === undefined)
    return status === 'NEW' || status === 'UPDATED' ? hand : [`Status     ${status}`, ...hand];
  const because = closedBy.because === null ? '' : `: ${inert(closedBy.because)}`;
  return [`Status     ${status} by ${inert(closedBy.who)} at ${closedBy.at}${because}`, ...hand];
}

/** All resources of the finding, in words that suit their kind. */
function resourceWords(resource: Resource): readonly string[] {
  const all = [resource, ...(resource.further ?? [])];
  return all.flatMap((each) => RESOURCE_KINDS.flatMap((kind) => detailsOf(kind, each).map((told) => kind.words(told))));
}

const SHARED: Readonly<Record<Related['context']['by'], string>> = {
  resource: 'About the same resource',
  principal: 'By the same principal',
  remoteAddress: 'With the same remote address',
};

/** Findings that share something with this one; nothing where there are none. */
function relatedWords({ context: { by, values, remarks }, others, isCut }: Related): readonly Line[] {
  if (others.length === 0) return [];
  const lines = others.map((other) => {
    const { id, type, accountId, service } = other;
    return `${service.eventLastSeen}  ${severityLabel(severityInContext(other))}  ${type} in ${accountId}  ${id}`;
  });
  return section(cut(inert(`${SHARED[by]}: ${values.join(', ')}`), TALLY_MAX), [
    ...remarks,
    ...lines,
    ...(isCut ? ['and more (findings list)'] : []),
  ]);
}

function section(title: string, lines: readonly string[]): readonly Line[] {
  return lines.length === 0 ? [] : ['', new Painted('bold', title), ...lines.map((line) => `  ${line}`)];
}
