import { expect, test } from 'vitest';
import { loadDetectors } from '#services/detectors.ts';
import guardduty from '#services/formats/guardduty.ts';
import { described, namedBy } from '#services/inventory/describe.ts';
import { FactBook } from '#services/inventory/fact-book.ts';
import type { Finding } from '#services/model/finding.ts';
import { openStories } from '../example-run.ts';
import { AUTOMATED_RESPONSE } from '../formats/automated-response.ts';
import { DESCRIBED } from '../formats/described-findings.ts';
import { SSH_BRUTE_FORCE } from '../formats/findings.ts';
import { DETAILS } from '../rooms/inventory/launch.ts';

/** Every finding about an instance that any example of any detector leads to. */
const detectors = await loadDetectors();
const tell = await openStories();
const findings = detectors
  .flatMap(({ from, examples }) =>
    Object.values(examples.fires).flatMap((example) => tell(from.source, example).findings),
  )
  .filter(({ resource }) => resource.instanceDetails?.instanceId?.startsWith('i-') === true);

/** As if all instances were like one that was launched. */
function known(finding: Finding): Finding {
  const facts = new FactBook(
    namedBy(finding).flatMap((key) =>
      key.member === 'instanceDetails' ? [{ ...key, since: 0, details: DETAILS, taughtBy: 'call' as const }] : [],
    ),
  );
  return { ...finding, resource: described(finding, facts, Date.parse(finding.service.eventLastSeen)) };
}

test('a finding about a known instance has all that automated response asks for', () => {
  expect(findings.length).toBeGreaterThan(50);
  const refused = findings.flatMap((finding) => {
    const { error } = AUTOMATED_RESPONSE.safeParse(guardduty.render(known(finding), undefined));
    return error === undefined ? [] : [`${finding.type}: ${error.message}`];
  });
  expect(refused).toEqual([]);
  expect(AUTOMATED_RESPONSE.safeParse(guardduty.render(DESCRIBED, undefined)).error).toBeUndefined();
});

test('without the inventory it has not', () => {
  expect(AUTOMATED_RESPONSE.safeParse(guardduty.render(SSH_BRUTE_FORCE, undefined)).success).toBe(false);
});
