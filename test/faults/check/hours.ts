import { hourCounts } from '#db/queries/read-hours.ts';
import { EVERYTHING } from '#services/model/viewer.ts';
import { hours } from '#services/model/time.ts';
import type { Ended } from '../run.ts';
import { ledgerOf } from './ledger.ts';

/** Each object of the ledger counts once, in the hour of its key: either with its result or as pending. */
export async function checkHours({ database, organization, expired }: Ended): Promise<readonly string[]> {
  const told = new Map<string, number>();
  const span = { from: new Date(0), to: new Date(organization.time + hours(24)) };
  for (const { accountId, source, hour, ...counts } of await hourCounts(database.db, EVERYTHING, span)) {
    for (const what of ['objects', 'failed', 'records', 'unreadable', 'pending'] as const)
      add(told, `${accountId} ${source} ${new Date(hour).toISOString()} ${what}`, counts[what]);
  }
  const eras = new Map(organization.versions.map(({ key, era }) => [key, era]));
  const wanted = new Map<string, number>();
  for (const { key, accountId, source, keyTime, ...row } of (await ledgerOf(database.db)).values()) {
    if (keyTime === null || expired.has(eras.get(key) ?? -1)) continue;
    const hour = new Date(Math.floor(keyTime.getTime() / hours(1)) * hours(1)).toISOString();
    const name = `${accountId} ${source} ${hour}`;
    const isSettled = row.state !== 'pending';
    add(wanted, `${name} objects`, Number(isSettled));
    add(wanted, `${name} failed`, Number(row.state === 'failed'));
    add(wanted, `${name} records`, isSettled ? row.records : 0);
    add(wanted, `${name} unreadable`, isSettled ? row.unreadable : 0);
    add(wanted, `${name} pending`, Number(!isSettled));
  }
  return [...wanted].flatMap(([name, number]) =>
    (told.get(name) ?? 0) === number
      ? []
      : [`Of ${name} coverage tells ${told.get(name) ?? 0}, and there are ${number}`],
  );
}

function add(counts: Map<string, number>, name: string, more: number): void {
  counts.set(name, more + (counts.get(name) ?? 0));
}
