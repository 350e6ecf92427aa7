// Written by npm run generate from the files in commands/.
import type { AnyCommand } from './command.ts';

/** A command by the words it is called with. Its file is read when it is called. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<{ readonly default: AnyCommand }>;
}

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "audit list",
    summary: "Who changed what, when and from where, the latest first",
    load: () => import("./commands/audit/list.ts"),
  },
  {
    name: "audit verify",
    summary: "Is the audit log what was written? Names the first row that was altered, removed or moved",
    load: () => import("./commands/audit/verify.ts"),
  },
  {
    name: "backfill",
    summary: "Have logs of the past read by the running service; what it read already is not read again",
    load: () => import("./commands/backfill.ts"),
  },
  {
    name: "completion",
    summary: "What a shell sources to complete command lines",
    load: () => import("./commands/completion.ts"),
  },
  {
    name: "config check",
    summary: "Is the configuration right? Every mistake with its line, and what was probably meant",
    load: () => import("./commands/config/check.ts"),
  },
  {
    name: "config show",
    summary: "What is set, where it comes from, and why the defaults are what they are",
    load: () => import("./commands/config/show.ts"),
  },
  {
    name: "coverage",
    summary: "What was watched and what was not: gaps with what to do about them, and every stream of logs hour by hour",
    load: () => import("./commands/coverage.ts"),
  },
  {
    name: "coverage verify",
    summary: "Prove a time by CloudTrail's digests, with every log file read again as it stands in the bucket now",
    load: () => import("./commands/coverage/verify.ts"),
  },
  {
    name: "deliveries backfill",
    summary: "Order every finding that is kept to a sink: for one that is new, or was away",
    load: () => import("./commands/deliveries/backfill.ts"),
  },
  {
    name: "deliveries list",
    summary: "Deliveries to sinks: unless asked otherwise those that failed, which are not tried again by themselves",
    load: () => import("./commands/deliveries/list.ts"),
  },
  {
    name: "deliveries redrive",
    summary: "Send again what failed, when the reason for it is mended",
    load: () => import("./commands/deliveries/redrive.ts"),
  },
  {
    name: "deliveries show",
    summary: "Where one finding was sent to and what became of it, or the very document that a sink gets",
    load: () => import("./commands/deliveries/show.ts"),
  },
  {
    name: "demo",
    summary: "See it work: ten made-up accounts over the last three days, the whole service over them",
    load: () => import("./commands/demo.ts"),
  },
  {
    name: "doctor",
    summary: "Is everything in place? Tries what the service does, and says what to do about what does not work",
    load: () => import("./commands/doctor.ts"),
  },
  {
    name: "explain",
    summary: "Why a finding about unusual behaviour was made: each part of its score, and what would have made it ordinary",
    load: () => import("./commands/explain.ts"),
  },
  {
    name: "explain api",
    summary: "How telling a call is by itself: what attackers use it for, how often they do, how often people do, and why",
    load: () => import("./commands/explain/api.ts"),
  },
  {
    name: "findings archive",
    summary: "Put findings out of sight; what recurs afterwards is reopened",
    load: () => import("./commands/findings/archive.ts"),
  },
  {
    name: "findings assign",
    summary: "Put findings into somebody's hands",
    load: () => import("./commands/findings/assign.ts"),
  },
  {
    name: "findings comment",
    summary: "Write a comment on findings",
    load: () => import("./commands/findings/comment.ts"),
  },
  {
    name: "findings judge",
    summary: "Say whether findings were worth somebody's time",
    load: () => import("./commands/findings/judge.ts"),
  },
  {
    name: "findings list",
    summary: "Findings that were kept, most recently updated first",
    load: () => import("./commands/findings/list.ts"),
  },
  {
    name: "findings records",
    summary: "The log records behind a finding, as they stand in the logs",
    load: () => import("./commands/findings/records.ts"),
  },
  {
    name: "findings resolve",
    summary: "Say that findings were dealt with; what recurs afterwards is reopened",
    load: () => import("./commands/findings/resolve.ts"),
  },
  {
    name: "findings show",
    summary: "One finding: what happened, the records that led to it, what to do",
    load: () => import("./commands/findings/show.ts"),
  },
  {
    name: "findings unarchive",
    summary: "Take back that findings were archived or resolved",
    load: () => import("./commands/findings/unarchive.ts"),
  },
  {
    name: "help",
    summary: "Every command, those of a group, or the options and examples of one",
    load: () => import("./commands/help.ts"),
  },
  {
    name: "intel add",
    summary: "Keep a list of your own, of what you trust or of what you know to be bad, until it is removed or expires",
    load: () => import("./commands/intel/add.ts"),
  },
  {
    name: "intel list",
    summary: "Which lists of addresses and domains are in force, how old they are, and what is missing",
    load: () => import("./commands/intel/list.ts"),
  },
  {
    name: "intel lookup",
    summary: "What is known of addresses and domains, and from where",
    load: () => import("./commands/intel/lookup.ts"),
  },
  {
    name: "intel remove",
    summary: "Forget a list that was added",
    load: () => import("./commands/intel/remove.ts"),
  },
  {
    name: "intel sync",
    summary: "Fetch AWS's published address ranges and the lists that others publish",
    load: () => import("./commands/intel/sync.ts"),
  },
  {
    name: "login link",
    summary: "Make a link that lets whoever opens it first in as an administrator",
    load: () => import("./commands/login/link.ts"),
  },
  {
    name: "migrate",
    summary: "Bring the tables of the database up to date",
    load: () => import("./commands/migrate.ts"),
  },
  {
    name: "objects list",
    summary: "Log objects of the ledger: unless asked otherwise those that were given up, which are not read again by themselves",
    load: () => import("./commands/objects/list.ts"),
  },
  {
    name: "objects redrive",
    summary: "Read log objects again that were given up, when the reason for it is mended",
    load: () => import("./commands/objects/redrive.ts"),
  },
  {
    name: "objects show",
    summary: "What became of one log object, and what is the matter with it",
    load: () => import("./commands/objects/show.ts"),
  },
  {
    name: "org apply",
    summary: "Switch on what vedette org plan shows, as the enrolment role; it may be stopped and started again",
    load: () => import("./commands/org/apply.ts"),
  },
  {
    name: "org plan",
    summary: "What is to be switched on in which accounts, what it costs, and what stands in the way",
    load: () => import("./commands/org/plan.ts"),
  },
  {
    name: "replay",
    summary: "Read the logs of a time again, and say whether they give the same findings as they did live",
    load: () => import("./commands/replay.ts"),
  },
  {
    name: "rules create",
    summary: "Put what matches out of sight, or rate it: refused where a simulated attack would go unseen",
    load: () => import("./commands/rules/create.ts"),
  },
  {
    name: "rules list",
    summary: "Rules that put findings out of sight or rate them, and how many they do that to now",
    load: () => import("./commands/rules/list.ts"),
  },
  {
    name: "rules preview",
    summary: "What a rule would do: to the findings that are kept, and to simulated attacks",
    load: () => import("./commands/rules/preview.ts"),
  },
  {
    name: "rules remove",
    summary: "Take a rule out of force: what it hid comes into sight",
    load: () => import("./commands/rules/remove.ts"),
  },
  {
    name: "sample",
    summary: "A finding of a type, from the records of its example",
    load: () => import("./commands/sample.ts"),
  },
  {
    name: "scan",
    summary: "Look for threats in log files, folders and buckets, without a database",
    load: () => import("./commands/scan.ts"),
  },
  {
    name: "serve",
    summary: "Run the service: read the logs of the organization, keep findings, answer over GraphQL",
    load: () => import("./commands/serve.ts"),
  },
  {
    name: "simulate",
    summary: "Write the logs of a made-up organization, attacks among them, in AWS's own layouts",
    load: () => import("./commands/simulate.ts"),
  },
  {
    name: "tokens create",
    summary: "Make a token with which a machine may ask the API",
    load: () => import("./commands/tokens/create.ts"),
  },
  {
    name: "tokens list",
    summary: "Which tokens there are, what they may do, and when they were used",
    load: () => import("./commands/tokens/list.ts"),
  },
  {
    name: "tokens revoke",
    summary: "End a token at once",
    load: () => import("./commands/tokens/revoke.ts"),
  },
  {
    name: "try",
    summary: "See one type found: its episode in a made-up account, the whole service over it",
    load: () => import("./commands/try.ts"),
  },
  {
    name: "views list",
    summary: "Views of findings: filters that have a name, yours and those that others share",
    load: () => import("./commands/views/list.ts"),
  },
  {
    name: "views remove",
    summary: "Remove a view of yours",
    load: () => import("./commands/views/remove.ts"),
  },
  {
    name: "views save",
    summary: "Keep a filter of findings under a name",
    load: () => import("./commands/views/save.ts"),
  },
];
