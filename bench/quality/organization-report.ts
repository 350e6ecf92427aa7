import { BIT } from '#services/behaviour/bits.ts';
import { createRandom } from '#services/simulation/random.ts';
import { meanText, quantile, shareText } from './intervals.ts';
import { TELLERS, type Alert, type Run } from './organizations.ts';
import { say } from './say.ts';

/** Groups of alerts that are printed. */
const SAID_MAX = 8;
/** Days after which an account counts as known. */
const KNOWN_DAYS = 14;

/**
 * Prints the alerts of one organization, with 95 % confidence intervals.
 *
 * @param listsMissed whether to list the attacks that were not found
 */
export function printOrganization(name: string, seed: string, run: Run, listsMissed: boolean): void {
  const { accounts, days, attacks } = run.size;
  say(
    `\nOrganization ${seed}, ${name}: ${accounts} accounts, ${days} days, and beside them ${attacks} attacks of each kind`,
  );
  if (run.share < 1) say(`Its share of the alerts that are asked for: ${run.share}`);
  printAlerts(run);
  printAttacks([run], listsMissed);
  const thresholds = [...run.thresholds].map(([budget, bits]) => `${budget} a week from ${bits / BIT} bits on`);
  say(`Told of at the end: ${thresholds.join(', ')}`);
}

export function printTotals(name: string, runs: readonly Run[]): void {
  say(`\nAll organizations, ${name}`);
  printAttacks(runs, false);
}

function printAlerts({ alerts, size }: Run): void {
  say('Alerts an account and week: all days; from the third week on; week by week');
  for (const teller of TELLERS) {
    const its = alerts.filter((alert) => alert.teller === teller);
    const weeks = Array.from({ length: Math.ceil(size.days / 7) }, (_, week) => {
      const days = Math.min(7, size.days - week * 7);
      const count = its.filter(({ day }) => Math.floor(day / 7) === week).length;
      return ((count * 7) / days / size.accounts).toFixed(2);
    });
    say(`  ${teller.padEnd(20)} ${rates(its, size, 0)}; ${rates(its, size, KNOWN_DAYS)}; ${weeks.join(' ')}`);
    for (const by of ['tactic', 'class', 'best'] as const) {
      const groups = [...Map.groupBy(its, (alert) => alert[by])].toSorted(([, a], [, b]) => b.length - a.length);
      const most = groups.slice(0, SAID_MAX).map(([name, of]) => `${name ?? 'anything new'} ${of.length}`);
      say(`    by ${by}: ${most.join(', ')}`);
    }
  }
}

function rates(alerts: readonly Alert[], { accounts, days }: Run['size'], from: number): string {
  const perAccount = Array.from({ length: accounts }, (_, account) => {
    const its = alerts.filter((alert) => alert.account === account && alert.day >= from);
    return (its.length * 7) / (days - from);
  });
  return meanText(perAccount, createRandom('resamples'));
}

function printAttacks(runs: readonly Run[], listsMissed: boolean): void {
  const outcomes = runs.flatMap((run) => run.outcomes);
  const all = [...new Set(runs.flatMap((run) => run.kinds))];
  for (const isEarly of [false, true]) {
    const tried = outcomes.filter((outcome) => outcome.isEarly === isEarly);
    const when = isEarly ? 'in an account’s first days' : 'from the third week on';
    say(`Attacks found ${when}, by kind; minutes after their first call: median, nine in ten`);
    for (const teller of TELLERS) {
      const found = tried.flatMap((outcome) => outcome.found.get(teller) ?? []);
      const kinds = all.map((kind) => {
        const of = tried.filter((outcome) => outcome.kind === kind);
        return `${kind} ${of.filter((outcome) => outcome.found.has(teller)).length} of ${of.length}`;
      });
      const delays =
        found.length === 0 ? '' : `; ${[0.5, 0.9].map((share) => quantile(found, share).toFixed(0)).join(' ')}`;
      say(`  ${teller.padEnd(20)} ${shareText(found.length, tried.length)}; ${kinds.join(', ')}${delays}`);
    }
    if (!listsMissed) continue;
    for (const { kind, did, found } of tried) {
      const missing = TELLERS.filter((teller) => !found.has(teller));
      if (missing.length > 0) say(`    ${kind} (${did.join(' ')}): not by ${missing.join('; ')}`);
    }
  }
}
