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
    summary: "Show who changed what, when and from where, latest first",
    load: () => import("./commands/audit/list.ts"),
  },
  {
    name: "audit verify",
    summary: "Check that the audit log is unaltered; names the first row that was altered, removed or moved",
    load: () => import("./commands/audit/verify.ts"),
  },
  {
    name: "backfill",
    summary: "Have the running service read older logs; what it already read is not read again",
    load: () => import("./commands/backfill.ts"),
  },
  {
    name: "completion",
    summary: "Print a completion script for your shell",
    load: () => import("./commands/completion.ts"),
  },
  {
    name: "config check",
    summary: "Check the configuration; shows every mistake with its line and the likely correction",
    load: () => import("./commands/config/check.ts"),
  },
  {
    name: "config show",
    summary: "Show the settings, where each comes from, and the reason for each default",
    load: () => import("./commands/config/show.ts"),
  },
  {
    name: "coverage",
    summary: "Show what was watched and what was not: gaps and how to close them, and every stream of logs hour by hour",
    load: () => import("./commands/coverage.ts"),
  },
  {
    name: "coverage verify",
    summary: "Verify the CloudTrail logs of a time span against their digests; reads every log file again from the bucket",
    load: () => import("./commands/coverage/verify.ts"),
  },
  {
    name: "deliveries backfill",
    summary: "Send all stored findings to a sink, for one that is new or was switched off",
    load: () => import("./commands/deliveries/backfill.ts"),
  },
  {
    name: "deliveries list",
    summary: "List deliveries to sinks; by default those that failed and are not retried automatically",
    load: () => import("./commands/deliveries/list.ts"),
  },
  {
    name: "deliveries redrive",
    summary: "Retry failed deliveries after their cause is fixed",
    load: () => import("./commands/deliveries/redrive.ts"),
  },
  {
    name: "deliveries show",
    summary: "Show the deliveries of one finding, or the document that a sink gets",
    load: () => import("./commands/deliveries/show.ts"),
  },
  {
    name: "demo",
    summary: "See Vedette at work: simulate ten accounts over the last three days and run the whole service on them",
    load: () => import("./commands/demo.ts"),
  },
  {
    name: "doctor",
    summary: "Check the setup: try everything the service does, and say how to fix what does not work",
    load: () => import("./commands/doctor.ts"),
  },
  {
    name: "explain",
    summary: "Explain a finding about unusual behaviour: each part of its score, and what would have made it ordinary",
    load: () => import("./commands/explain.ts"),
  },
  {
    name: "explain api",
    summary: "Show how suspicious an API call is: what attackers use it for, how often they and ordinary users call it, and why",
    load: () => import("./commands/explain/api.ts"),
  },
  {
    name: "findings archive",
    summary: "Archive findings; a finding that recurs is reopened",
    load: () => import("./commands/findings/archive.ts"),
  },
  {
    name: "findings assign",
    summary: "Assign findings to somebody",
    load: () => import("./commands/findings/assign.ts"),
  },
  {
    name: "findings comment",
    summary: "Comment on findings",
    load: () => import("./commands/findings/comment.ts"),
  },
  {
    name: "findings judge",
    summary: "Say whether findings were useful",
    load: () => import("./commands/findings/judge.ts"),
  },
  {
    name: "findings list",
    summary: "List stored findings, most recently updated first",
    load: () => import("./commands/findings/list.ts"),
  },
  {
    name: "findings records",
    summary: "Show the log records behind a finding, as they are in the logs",
    load: () => import("./commands/findings/records.ts"),
  },
  {
    name: "findings resolve",
    summary: "Resolve findings; a finding that recurs is reopened",
    load: () => import("./commands/findings/resolve.ts"),
  },
  {
    name: "findings show",
    summary: "Show one finding: what happened, the records that led to it, related findings, what to do",
    load: () => import("./commands/findings/show.ts"),
  },
  {
    name: "findings unarchive",
    summary: "Reopen archived or resolved findings",
    load: () => import("./commands/findings/unarchive.ts"),
  },
  {
    name: "help",
    summary: "List all commands or those of a group, or show the options and examples of one",
    load: () => import("./commands/help.ts"),
  },
  {
    name: "intel add",
    summary: "Add a list of your own, of trusted or malicious addresses and domains, until it is removed or expires",
    load: () => import("./commands/intel/add.ts"),
  },
  {
    name: "intel list",
    summary: "Show which lists of addresses and domains are in use, how old they are, and which are missing",
    load: () => import("./commands/intel/list.ts"),
  },
  {
    name: "intel lookup",
    summary: "Show what is known of addresses and domains, and the source",
    load: () => import("./commands/intel/lookup.ts"),
  },
  {
    name: "intel remove",
    summary: "Remove a list that was added",
    load: () => import("./commands/intel/remove.ts"),
  },
  {
    name: "intel sync",
    summary: "Download AWS's published address ranges and public threat lists",
    load: () => import("./commands/intel/sync.ts"),
  },
  {
    name: "login link",
    summary: "Create a one-time link that signs in as an administrator",
    load: () => import("./commands/login/link.ts"),
  },
  {
    name: "migrate",
    summary: "Update the database tables",
    load: () => import("./commands/migrate.ts"),
  },
  {
    name: "objects list",
    summary: "List log objects in the ledger; by default those that were given up and are not retried automatically",
    load: () => import("./commands/objects/list.ts"),
  },
  {
    name: "objects redrive",
    summary: "Retry log objects that were given up, after the cause is fixed",
    load: () => import("./commands/objects/redrive.ts"),
  },
  {
    name: "objects show",
    summary: "Show the state of one log object and its problems",
    load: () => import("./commands/objects/show.ts"),
  },
  {
    name: "org apply",
    summary: "Carry out vedette org plan as the enrolment role; safe to stop and start again",
    load: () => import("./commands/org/apply.ts"),
  },
  {
    name: "org plan",
    summary: "Show what to switch on in which accounts, what it costs, and the obstacles",
    load: () => import("./commands/org/plan.ts"),
  },
  {
    name: "replay",
    summary: "Read the logs of a time span again, and compare the findings with those found live",
    load: () => import("./commands/replay.ts"),
  },
  {
    name: "rules change",
    summary: "Change a rule: what no option sets stays as it is, and --when replaces all criteria",
    load: () => import("./commands/rules/change.ts"),
  },
  {
    name: "rules create",
    summary: "Create a rule that hides matching findings or changes their severity; refused if it would hide a simulated attack",
    load: () => import("./commands/rules/create.ts"),
  },
  {
    name: "rules list",
    summary: "List rules that hide findings or change their severity, and how many each affects now",
    load: () => import("./commands/rules/list.ts"),
  },
  {
    name: "rules preview",
    summary: "Show what a rule would do to stored findings and to simulated attacks",
    load: () => import("./commands/rules/preview.ts"),
  },
  {
    name: "rules remove",
    summary: "Remove a rule; the findings it hid become visible",
    load: () => import("./commands/rules/remove.ts"),
  },
  {
    name: "sample",
    summary: "Print an example finding of a type",
    load: () => import("./commands/sample.ts"),
  },
  {
    name: "scan",
    summary: "Look for threats in log files, folders and buckets, without a database",
    load: () => import("./commands/scan.ts"),
  },
  {
    name: "serve",
    summary: "Run the service: read the logs of the organization, store findings, serve the console and the API",
    load: () => import("./commands/serve.ts"),
  },
  {
    name: "simulate",
    summary: "Write the logs of a made-up organization with attacks among them, in AWS's own layouts",
    load: () => import("./commands/simulate.ts"),
  },
  {
    name: "tokens create",
    summary: "Create an API token for a machine",
    load: () => import("./commands/tokens/create.ts"),
  },
  {
    name: "tokens list",
    summary: "List tokens, what each may do, and when it was last used",
    load: () => import("./commands/tokens/list.ts"),
  },
  {
    name: "tokens revoke",
    summary: "Revoke a token immediately",
    load: () => import("./commands/tokens/revoke.ts"),
  },
  {
    name: "try",
    summary: "See one finding type detected: simulate its attack in a made-up account and run the whole service on it",
    load: () => import("./commands/try.ts"),
  },
  {
    name: "views list",
    summary: "List views of findings (named filters): yours and those that others share",
    load: () => import("./commands/views/list.ts"),
  },
  {
    name: "views remove",
    summary: "Remove one of your views",
    load: () => import("./commands/views/remove.ts"),
  },
  {
    name: "views save",
    summary: "Save a filter of findings under a name",
    load: () => import("./commands/views/save.ts"),
  },
];
