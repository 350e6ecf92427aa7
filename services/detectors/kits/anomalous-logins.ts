import type { LoginTactic } from '#services/behaviour/rds/login-rates.ts';
import rdsLogins from '#services/behaviour/profiles/rds-logins.ts';
import { defineDetector, type AnyDetector, type Example } from '#services/model/detector.ts';
import type { FindingType } from '#services/model/finding-type.ts';
import type { SeverityLabel } from '#services/model/severity.ts';
import { rdsLogin } from '#services/sources/rds-login/record.ts';
import { READ_THE_PARTS, sayDay } from './anomalous-day.ts';
import { aboutDatabaseOf, databaseWords, NO_LOGIN_LOG, RDS_REFERENCES } from './database-login.ts';
import { capitalized, enumerated } from './wording.ts';

interface Options {
  readonly type: FindingType;
  readonly tactic: LoginTactic;
  readonly title: string;
  readonly why: string;
  readonly asks: string;
  readonly attack: readonly string[];
  readonly severity: SeverityLabel;
  /** Finishes `Database orders …`. */
  readonly did: string;
  readonly respond: readonly string[];
  readonly blindTo: readonly string[];
  readonly falsePositives: readonly string[];
  readonly examples: {
    readonly fires: Readonly<Record<string, () => Example>>;
    readonly quiet: Readonly<Record<string, () => Example>>;
  };
}

/** A detector of days on which logins to a database look like an intruder's and unlike those of other days. */
export function defineAnomalousLogins({ tactic, did, respond, blindTo, ...rest }: Options): AnyDetector {
  return defineDetector({
    ...rest,
    from: rdsLogin(),
    about: aboutDatabaseOf,
    learned: { profile: rdsLogins, tactic },
    tally: (t) => ({ addresses: t.sample((record) => record.address), users: t.sample((record) => record.user) }),
    explain: ({ subject, tallies }) =>
      sayDay(
        `${capitalized(databaseWords(subject.resource))} ${did}${tallies.users.length > 0 ? ` (${enumerated(tallies.users)})` : ''} from ${enumerated(tallies.addresses)}`,
        tallies,
      ),
    asff: `TTPs/Credential Access/CredentialAccess:RDS-AnomalousBehavior.${tactic}`,
    respond: [...respond, READ_THE_PARTS],
    blindTo: [...blindTo, NO_LOGIN_LOG],
    references: RDS_REFERENCES,
  });
}

/** The day that stories are about. */
const DAY = '2026-03-02';

/** A story of log lines, where nothing was watched before. */
export function atFirst(...records: readonly string[]): Example {
  return { learned: 'nothing', records };
}

/** A story with the lines of `before` on each of `days` earlier days. The last of these is two days before `DAY`. */
export function after(days: number, before: readonly string[], ...records: readonly string[]): Example {
  const past = Array.from({ length: days }, (_, i) => {
    const date = new Date(Date.parse(DAY) - (i + 2) * 86_400_000).toISOString().slice(0, 10);
    return before.map((line) => line.replace(DAY, date));
  });
  return { learned: 'days-before', records: [...past.flat(), ...records] };
}
